package dev.mapae.authorizationserver.outbound;

import java.time.Duration;
import java.util.Optional;

/// A document that was fetched.
///
/// @param body 64 KiB at most, said to be of the kind that was asked for, and not yet read
/// @param freshFor how long it may be kept without asking again, by what came with it; empty when
///   nothing was said about that. RFC 9111 §4.2
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Fetched(byte[] body, Optional<Duration> freshFor) {}
