"""Tests from outside: real server processes, their interfaces and a browser."""
