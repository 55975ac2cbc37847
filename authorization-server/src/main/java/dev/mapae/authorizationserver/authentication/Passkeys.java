package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions.Proof;
import dev.mapae.authorizationserver.store.Sessions.Second;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Signing in by a passkey: by that alone, or after another factor. Web Authentication Level 3 §7.
///
/// The challenge is the hidden field `challenge` of the form that brings the answer: random, with a
/// MAC for one browser, request and session. It is spent together with the passkey's counter.
public final class Passkeys {
  /// RFC 8176 §2: a key was used, by somebody who was there and unlocked it.
  public static final List<String> AMR = List.of("pop", "user", "mfa");

  /// As long as a form is good.
  private static final Duration FORM = Duration.ofHours(1);

  private static final int NAME = 64;

  /// 1023 bytes: Web Authentication Level 3 §4.
  private static final int LONGEST_ID = 1364;

  private final Issuer issuer;
  private final Factors factors;
  private final SignIn signIn;
  private final InstantSource clock;

  // Loaded with the first passkey: whoever has none must not wait for it.
  private volatile Optional<WebAuthn> loaded = Optional.empty();

  Passkeys(Issuer issuer, Factors factors, SignIn signIn, InstantSource clock) {
    this.issuer = issuer;
    this.factors = factors;
    this.signIn = signIn;
    this.clock = clock;
  }

  /// What came of it.
  public sealed interface Result {
    record SignedIn(Session session) implements Result {}

    /// Nobody is signed in.
    ///
    /// @param reason for the audit
    /// @param subject whose passkey it is, if that is known
    record Refused(String reason, Optional<String> subject) implements Result {}

    /// It was right, and what was shown before it is no longer good, or the person is disabled.
    record Ended(String subject) implements Result {}

    /// It was not looked at: too many from there were wrong lately.
    record Later() implements Result {}
  }

  /// Where the challenge was not made by us for this form.
  public static final Result WRONG_CHALLENGE =
      new Result.Refused("wrong_challenge", Optional.empty());

  /// Whether a form brings the answer of a passkey.
  public static boolean isIn(Parameters form) {
    return form.one("credential_id").filter(id -> !id.isEmpty()).isPresent();
  }

  /// Signs in by a passkey alone. It has two factors in itself: the key, and what unlocks it.
  ///
  /// @param challenge which was found to be ours
  /// @throws SignIn.AddressUnconfirmed when it is right and the account of no use yet
  public Result alone(Request request, String challenge, Parameters form) {
    boolean slowed = !signIn.codes().mayTryPasskey(request);
    if (slowed && !signIn.codes().mayAskWhoseItIs(request)) {
      return new Result.Later();
    }
    Optional<Holder> holder = rowId(form).flatMap(id -> factors.findByFactor(Kind.PASSKEY, id));
    if (slowed && holder.filter(h -> signIn.codes().isKnown(request, h.person())).isEmpty()) {
      return new Result.Later();
    }
    Result result =
        holder.isEmpty()
            ? new Result.Refused("unknown_passkey", Optional.empty())
            : proven(request, holder.get(), Optional.empty(), challenge, form);
    if (result instanceof Result.Refused(_, var subject)) {
      signIn.codes().wrongPasskey(request, subject);
    }
    return result;
  }

  /// The same by one of somebody whose password was right.
  public Result second(
      Request request, FirstFactor first, Holder holder, String challenge, Parameters form) {
    if (!signIn.codes().second(request, first.subject()).isAdmitted()) {
      return new Result.Later();
    }
    return proven(request, holder, Optional.of(first), challenge, form);
  }

  private Result proven(
      Request request,
      Holder holder,
      Optional<FirstFactor> first,
      String challenge,
      Parameters form) {
    Instant now = clock.instant();
    Optional<String> subject = Optional.of(holder.person().subject());
    Optional<Factor> passkey =
        rowId(form)
            .flatMap(
                id -> holder.of(Kind.PASSKEY).stream().filter(f -> f.id().equals(id)).findFirst());
    if (passkey.isEmpty() || !holder.person().enabled()) {
      return new Result.Refused("unknown_passkey", subject);
    }
    // It names whom it was made for: some leave that out where they were asked for by name.
    Optional<String> handle = form.one("user_handle").filter(h -> !h.isEmpty());
    if (!handle.map(userHandle(holder.person())::equals).orElse(first.isPresent())) {
      return new Result.Refused("wrong_passkey", subject);
    }
    return switch (webAuthn().verify(passkey.get(), challenge, form)) {
      case WebAuthn.Verdict.Refused() -> new Result.Refused("wrong_passkey", subject);
      case WebAuthn.Verdict.WentBack() -> new Result.Refused("counter_went_back", subject);
      case WebAuthn.Verdict.Good(var counter) -> {
        List<Once> once = new ArrayList<>();
        once.add(once(challenge, now));
        first.ifPresent(f -> once.add(f.once(now)));
        yield factors.use(passkey.get(), used(passkey.get(), now, counter), once)
            ? start(request, holder.person(), first, new Second.This(passkey.get().id()))
                .<Result>map(Result.SignedIn::new)
                .orElseGet(() -> new Result.Ended(holder.person().subject()))
            : new Result.Refused("used_before", subject);
      }
    };
  }

  private Optional<Session> start(
      Request request, Person person, Optional<FirstFactor> first, Second shown) {
    if (first.isPresent()) {
      return signIn.begunSessions().further(request, first.get(), person, shown, AMR);
    }
    signIn.requireConfirmed(person);
    return signIn
        .begunSessions()
        .start(
            request,
            person,
            new Proof(Optional.empty(), shown),
            clock.instant(),
            Acr.MULTI_FACTOR,
            AMR);
  }

  private static Factor used(Factor passkey, Instant now, long counter) {
    return passkey.used(now, passkey.keyId(), passkey.kept(), counter);
  }

  /// What is spent by an answer, of somebody who signs in or makes one: a challenge is good once.
  public static Once once(String challenge, Instant now) {
    return Once.of(Once.Kind.PASSKEY_CHALLENGE, "", challenge, now.plus(FORM));
  }

  /// A new passkey, to be kept. Web Authentication Level 3 §7.1.
  ///
  /// @param challenge which was found to be ours
  /// @return empty for one that is not for this server, challenge or person, or that does not ask
  ///   who uses it
  public Optional<Factor> created(Person person, String challenge, Parameters form) {
    String name = form.one("name").orElse("").strip();
    String shown = name.substring(0, name.offsetByCodePoints(0, Math.min(NAME, letters(name))));
    return webAuthn()
        .create(challenge, form)
        .map(made ->
            new Factor(
                made.rowId(),
                person.subject(),
                Kind.PASSKEY,
                shown,
                clock.instant(),
                Optional.empty(),
                "",
                made.kept(),
                made.counter()));
  }

  private static int letters(String text) {
    return text.codePointCount(0, text.length());
  }

  /// How authenticators know a person: it tells nothing of them. Web Authentication Level 3
  /// §14.6.1.
  public String userHandle(Person person) {
    return hash((issuer.value() + "\n" + person.subject()).getBytes(StandardCharsets.UTF_8));
  }

  /// The credential id of a passkey, as browsers are told it.
  public static String credentialId(Factor passkey) {
    return Parameters.parse(passkey.kept()).required("id");
  }

  /// The id of the row of the passkey that a form names.
  public static Optional<String> rowId(Parameters form) {
    try {
      return form.one("credential_id")
          .filter(id -> id.length() <= LONGEST_ID)
          .map(Base64.getUrlDecoder()::decode)
          .map(Passkeys::hash);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String hash(byte[] bytes) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private synchronized WebAuthn webAuthn() {
    if (loaded.isEmpty()) {
      loaded = Optional.of(new WebAuthn(issuer));
    }
    return loaded.get();
  }
}
