"""What is asked of Shopify, in its words: https://shopify.dev/docs/api/admin-graphql/2026-07

A question may cost 1,000 points, counted from what it could return, so every list in it states how much it
takes: https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
"""

ADDRESS = """
fragment Place on MailingAddress {
  id firstName lastName company phone address1 address2 city zip provinceCode countryCodeV2
}
"""

PAYMENT = """
fragment Payment on OrderTransaction {
  id kind status gateway formattedGateway
  amountSet { presentmentMoney { amount } }
  paymentDetails { ... on CardPaymentDetails { company number } }
}
"""

PERSON = """
fragment Person on Customer {
  id displayName
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { ...Place }
  addressesV2(first: 20) { nodes { ...Place } }
  orders(first: 5, sortKey: CREATED_AT, reverse: true) { nodes { transactions(first: 5) { ...Payment } } }
}
"""

PURCHASE = """
fragment Purchase on Order {
  id name createdAt cancelledAt cancelReason edited currencyCode presentmentCurrencyCode
  displayFinancialStatus displayFulfillmentStatus returnStatus
  cancellation { staffNote }
  customer { id }
  shippingAddress { ...Place }
  totalPriceSet { presentmentMoney { amount } }
  currentTotalPriceSet { presentmentMoney { amount } }
  lineItems(first: $lines) { nodes {
    id title quantity currentQuantity
    discountedUnitPriceAfterAllDiscountsSet { presentmentMoney { amount } }
    product { id }
    variant { id selectedOptions { name value } }
  } }
  fulfillments(first: $parcels) {
    displayStatus estimatedDeliveryAt deliveredAt
    trackingInfo(first: 1) { company number }
    fulfillmentLineItems(first: $pieces) { nodes { quantity lineItem { id } } }
  }
  transactions(first: $payments) { ...Payment }
  returns(first: $returns) { nodes {
    status
    returnLineItems(first: $pieces) { nodes { ... on ReturnLineItem {
      quantity customerNote returnReasonNote fulfillmentLineItem { lineItem { id } }
    } } }
    exchangeLineItems(first: $pieces) { nodes { quantity variantId } }
  } }
}
"""
"""`presentmentMoney` is what the customer paid in, whatever the shop counts in."""

SIZES = "$lines: Int!, $pieces: Int!, $parcels: Int!, $payments: Int!, $returns: Int!"
WHOLE = {"lines": 50, "pieces": 15, "parcels": 5, "payments": 10, "returns": 5}
"""How much of one order is read; one with as much as that, or more, is for a person."""
BRIEF = {"lines": 6, "pieces": 6, "parcels": 2, "payments": 4, "returns": 2}
"""How much of each order of a page is read; one with as much as that is read again, whole."""
PAGE = 5
"""Orders that are read at once."""

ORDER_FRAGMENTS = PURCHASE + PAYMENT + ADDRESS
PERSON_FRAGMENTS = PERSON + PAYMENT + ADDRESS

ORDERS_NAMED = "query ($search: String!) { orders(first: 10, query: $search) { nodes { id name } } }"
"""Several, because the search also finds names that are alike; which one is meant is decided by us."""

ORDER = f"""
query ($id: ID!, {SIZES}) {{ shop {{ ianaTimezone }} order(id: $id) {{ ...Purchase }} }}
{ORDER_FRAGMENTS}
"""

ORDERS_OF = f"""
query ($id: ID!, $first: Int!, $after: String, {SIZES}) {{
  shop {{ ianaTimezone }}
  customer(id: $id) {{ orders(first: $first, after: $after, sortKey: CREATED_AT, reverse: true) {{
    pageInfo {{ hasNextPage endCursor }} nodes {{ ...Purchase }}
  }} }}
}}
{ORDER_FRAGMENTS}
"""

CUSTOMER = f"query ($id: ID!) {{ customer(id: $id) {{ ...Person }} }} {PERSON_FRAGMENTS}"

CUSTOMER_KNOWN_BY = f"""
query ($identifier: CustomerIdentifierInput!) {{
  customerByIdentifier(identifier: $identifier) {{ ...Person }}
}}
{PERSON_FRAGMENTS}
"""
"""No search: an address or a number is compared as it is, and is never syntax."""

CUSTOMERS_CALLED = """
query ($search: String!) { customers(first: 20, query: $search) { nodes {
  id defaultAddress { zip } addressesV2(first: 20) { nodes { zip } }
} } }
"""

OWNER = f"""
query ($id: ID!) {{ order(id: $id) {{
  shippingAddress {{ ...Place }} transactions(first: 10) {{ ...Payment }} customer {{ ...Person }}
}} }}
{PERSON_FRAGMENTS}
"""

PRODUCTS = """
query ($after: String) { products(first: 250, after: $after, query: "status:active") {
  pageInfo { hasNextPage endCursor } nodes { id title }
} }
"""

PRODUCTS_WITH = """
query ($most: Int!, $query: String!) { products(first: $most, query: $query) { nodes { id title } } }
"""

PRODUCT = """
query ($id: ID!, $after: String) { product(id: $id) {
  id title status
  variants(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id price availableForSale selectedOptions { name value } }
  }
} }
"""

VARIANTS = """
query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ProductVariant {
  id price availableForSale selectedOptions { name value } product { id title status }
} } }
"""

RETURNABLE = """
query ($id: ID!) { returnableFulfillments(orderId: $id, first: 5) { nodes {
  returnableFulfillmentLineItems(first: 20) { nodes {
    quantity fulfillmentLineItem { id lineItem { id variant { id } } }
  } }
} } }
"""

MARKED = """
query ($id: ID!, $key: String!) { order(id: $id) {
  metafield(namespace: "$app", key: $key) { value } refunds(first: 20) { note }
} }
"""

JOB = "query ($id: ID!) { job(id: $id) { done } }"

CANCEL = """
mutation ($id: ID!, $note: String!, $refund: Boolean!) {
  orderCancel(
    orderId: $id, reason: CUSTOMER, restock: true, notifyCustomer: true, staffNote: $note,
    refundMethod: { originalPaymentMethodsRefund: $refund }
  ) { job { id done } orderCancelUserErrors { code } }
}
"""

CHANGE_ADDRESS = """
mutation ($id: ID!, $address: MailingAddressInput!, $marks: [MetafieldInput!]!) {
  orderUpdate(input: { id: $id, shippingAddress: $address, metafields: $marks }) {
    order { displayFulfillmentStatus cancelledAt } userErrors { field }
  }
}
"""

MARK = """
mutation ($id: ID!, $marks: [MetafieldInput!]!) {
  orderUpdate(input: { id: $id, metafields: $marks }) { userErrors { field } }
}
"""

REQUEST_RETURN = """
mutation ($id: ID!, $lines: [ReturnRequestLineItemInput!]!) {
  returnRequest(input: { orderId: $id, returnLineItems: $lines }) { return { id } userErrors { code } }
}
"""
"""Somebody of the shop agrees to it, or does not."""

CREATE_EXCHANGE = """
mutation ($id: ID!, $lines: [ReturnLineItemInput!]!, $new: [ExchangeLineItemInput!]!) {
  returnCreate(returnInput: { orderId: $id, returnLineItems: $lines, exchangeLineItems: $new }) {
    return { id } userErrors { code }
  }
}
"""
"""Agreed to at once: a request has no new items. They are held back until the old ones are there."""

BEGIN_EDIT = """
mutation ($id: ID!) {
  orderEditBegin(id: $id) {
    calculatedOrder { id lineItems(first: 50) { nodes { id quantity variant { id } } } } userErrors { field }
  }
}
"""

ADD_VARIANT = """
mutation ($edit: ID!, $variant: ID!, $quantity: Int!) {
  orderEditAddVariant(id: $edit, variantId: $variant, quantity: $quantity, allowDuplicates: true) {
    userErrors { field }
  }
}
"""

SET_QUANTITY = """
mutation ($edit: ID!, $line: ID!, $quantity: Int!) {
  orderEditSetQuantity(id: $edit, lineItemId: $line, quantity: $quantity, restock: true) {
    calculatedOrder { totalPriceSet { presentmentMoney { amount } } } userErrors { field }
  }
}
"""

COMMIT_EDIT = """
mutation ($edit: ID!, $note: String!) {
  orderEditCommit(id: $edit, notifyCustomer: true, staffNote: $note) { order { id } userErrors { field } }
}
"""

REFUND = """
mutation ($refund: RefundInput!, $key: String!) {
  refundCreate(input: $refund) @idempotent(key: $key) { refund { id } userErrors { field } }
}
"""
"""The directive is demanded: https://shopify.dev/docs/api/usage/implementing-idempotency"""

ADD_HOME = """
mutation ($id: ID!, $address: MailingAddressInput!) {
  customerAddressCreate(customerId: $id, address: $address, setAsDefault: true) {
    address { id } userErrors { field }
  }
}
"""

CHOOSE_HOME = """
mutation ($id: ID!, $address: ID!) {
  customerUpdateDefaultAddress(customerId: $id, addressId: $address) { customer { id } userErrors { field } }
}
"""
