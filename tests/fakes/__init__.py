"""The platforms, played by small real servers: they validate, they sign, and they can misbehave.

with FakeTelegram(token="42:abc", secret="s3cret") as telegram:
    telegram.deliver_to("http://127.0.0.1:8000/webhooks/telegram")
    anna = telegram.customer("Anna")
    await anna.says("where is my order?")
    await anna.hears("order number")
    await anna.presses("Talk to a person")
    assert telegram.refused == []
"""
