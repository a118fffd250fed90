package nl.eerstelijn.conformance;

/**
 * A resource as the face sent it, before any parser could mend it.
 *
 * @param from the address or file it came from
 * @param json its text
 */
record Answer(String from, String json) {}
