package dev.kamiyo.merge;

import dev.kamiyo.exploit.Facts;
import java.util.Optional;

/// An exploit that a caller adds.
///
/// @param caller who adds it; idempotency keys of different callers never meet
/// @param idempotencyKey the caller's name for this request
/// @param facts what is known
public record Submission(String caller, Optional<String> idempotencyKey, Facts facts) {}
