"""How good a model is: what the test stories and labelled messages say of it, and what that was before."""
