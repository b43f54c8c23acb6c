"""What the tests from outside are written with: servers, clocks, clients, a browser."""
