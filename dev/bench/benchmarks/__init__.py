"""One benchmark a module; a new module is found by itself."""
