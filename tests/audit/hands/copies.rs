//! What is said of a usurped source, and what is proposed instead.
