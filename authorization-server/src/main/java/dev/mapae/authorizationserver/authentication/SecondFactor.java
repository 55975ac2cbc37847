package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.key.Totp;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Enrolments;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Factors.Tried;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions.Second;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What somebody shows after their password: a code of an app, or one that they wrote down.
public final class SecondFactor {
  /// A one-time password, and so two factors. RFC 8176 §2.
  public static final List<String> AMR = List.of("otp", "mfa");

  /// No code is longer, with spaces and dashes.
  static final int LONGEST = 64;

  private final Factors factors;
  private final Enrolments enrolments;
  private final FactorSecrets secrets;
  private final SignIn signIn;
  private final Journal journal;
  private final InstantSource clock;

  SecondFactor(
      Factors factors,
      Enrolments enrolments,
      FactorSecrets secrets,
      SignIn signIn,
      Journal journal,
      InstantSource clock) {
    this.factors = factors;
    this.enrolments = enrolments;
    this.secrets = secrets;
    this.signIn = signIn;
    this.journal = journal;
    this.clock = clock;
  }

  /// What a code leads to.
  public sealed interface Result {
    /// It was right.
    ///
    /// @param kind of what it was a code of
    record Proven(Session session, Kind kind) implements Result {}

    /// It was wrong, or it, or the first factor, was used before.
    record Wrong() implements Result {}

    /// It was not looked at: too many were wrong lately.
    record Later(Duration delay) implements Result {}

    /// It was not looked at: so many codes of apps were wrong in a row that only another kind will
    /// do today.
    record NoMore() implements Result {}

    /// It was right, and what was shown before it is no longer good.
    record Ended() implements Result {}
  }

  /// Verifies a code and starts a session.
  public Result byCode(Request request, FirstFactor first, Holder holder, String typed) {
    TriedCodes.Second tried = signIn.codes().second(request, first.subject());
    if (!tried.isAdmitted()) {
      return new Result.Later(SignInOutcome.LATER);
    }
    Once once = first.once(clock.instant());
    String code = typed.length() <= LONGEST ? typed : "";
    Result result =
        isDigits(code) && !holder.of(Kind.TOTP).isEmpty()
            ? counted(request, first, holder, code, tried)
            : byRecoveryCode(holder, code, once)
                ? proven(request, first, holder, Kind.RECOVERY_CODE, new Second.Spent())
                : new Result.Wrong();
    if (!(result instanceof Result.Proven || result instanceof Result.Ended)) {
      tried.wrong();
    }
    return result;
  }

  private Result counted(
      Request request, FirstFactor first, Holder holder, String typed, TriedCodes.Second tried) {
    Instant now = clock.instant();
    Optional<Result> refused =
        switch (factors.tryCode(first.subject(), now)) {
          case Tried.Admitted() -> Optional.empty();
          case Tried.Later(var at) -> Optional.of(new Result.Later(Duration.between(now, at)));
          case Tried.NoMore() -> Optional.of(new Result.NoMore());
        };
    if (refused.isPresent() && !tried.isAdmittedWhereTheySignedIn()) {
      return refused.get();
    }
    return byTotp(holder, typed, first.once(now))
        .map(id -> proven(request, first, holder, Kind.TOTP, new Second.This(id)))
        .orElseGet(Result.Wrong::new);
  }

  /// @return the id of the one that was used
  private Optional<String> byTotp(Holder holder, String typed, Once once) {
    Instant now = clock.instant();
    for (Factor totp : holder.of(Kind.TOTP)) {
      Optional<byte[]> secret = secrets.opened(totp);
      OptionalLong step =
          secret
              .map(s -> Totp.step(s, digits(typed), totp.counter(), now))
              .orElse(OptionalLong.empty());
      if (step.isPresent()) {
        Factor used = secrets.used(totp, secret.get(), now, step.getAsLong());
        return factors.use(totp, used, List.of(once)) ? Optional.of(totp.id()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean byRecoveryCode(Holder holder, String typed, Once once) {
    String code = RecoveryCodes.letters(typed);
    return holder.of(Kind.RECOVERY_CODE).stream()
        .filter(kept -> secrets.isOf(kept, code))
        .findFirst()
        .filter(kept -> factors.use(kept, kept, List.of(once)))
        .isPresent();
  }

  private Result proven(
      Request request, FirstFactor first, Holder holder, Kind kind, Second shown) {
    return signIn
        .begunSessions()
        .further(request, first, holder.person(), shown, AMR)
        .<Result>map(session -> new Result.Proven(session, kind))
        .orElseGet(Result.Ended::new);
  }

  /// Keeps what somebody set up who must have a second factor.
  ///
  /// @param totp which a code was shown of
  /// @return false when it, or the first factor, was used before, they have one by now, or their
  ///   password was changed
  public boolean enrols(Request request, FirstFactor first, Holder holder, Factor totp) {
    Instant now = clock.instant();
    List<Once> once = List.of(first.once(now), Enrolment.once(totp, now));
    Activity noted = journal.of(Activity.Kind.FACTOR_ADDED, request, first.subject());
    return enrolments.begin(totp, holder.person().passwordHash(), once, now, noted);
  }

  /// Starts a session by what was kept then.
  ///
  /// @return empty when it is gone again, or they were disabled
  public Optional<Session> byEnrolment(
      Request request, FirstFactor first, Holder holder, Factor totp) {
    return signIn
        .begunSessions()
        .further(request, first, holder.person(), new Second.This(totp.id()), AMR);
  }

  private static boolean isDigits(String typed) {
    return digits(typed).length() == Totp.DIGITS
        && RecoveryCodes.letters(typed).length() == Totp.DIGITS;
  }

  /// The digits of what was typed, with spaces and in full-width letters too.
  static String digits(String typed) {
    return Normalizer.normalize(typed, Normalizer.Form.NFKC).replaceAll("[^0-9]", "");
  }
}
