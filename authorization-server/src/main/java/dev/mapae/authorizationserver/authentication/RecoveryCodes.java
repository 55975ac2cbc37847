package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Enrolments;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Session;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Codes to write down, for the day on which everything else is lost: ten, each good once. NIST SP
/// 800-63B §5.1.2.
public final class RecoveryCodes {
  /// Without vowels, so that they make no words, and without what is taken for another.
  private static final String LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789";

  private static final int LENGTH = 12;
  private static final int GROUP = 4;

  private final Enrolments enrolments;
  private final FactorSecrets secrets;
  private final Journal journal;
  private final SecureRandom random;
  private final Ids ids;
  private final InstantSource clock;

  RecoveryCodes(
      Enrolments enrolments,
      FactorSecrets secrets,
      Journal journal,
      SecureRandom random,
      Ids ids,
      InstantSource clock) {
    this.enrolments = enrolments;
    this.journal = journal;
    this.secrets = secrets;
    this.random = random;
    this.ids = ids;
    this.clock = clock;
  }

  /// New ones.
  ///
  /// @param codes as they are shown, this once; none where the person has no second factor, or has
  ///   some that were to stay, or the session ended before others were to take their place
  /// @param before how many there were, which are no longer good
  public record Made(List<String> codes, int before) {
    public Made {
      codes = List.copyOf(codes);
    }

    /// Tells nothing of them.
    @Override
    public String toString() {
      return "Made";
    }
  }

  /// Makes new ones; those from before are no longer good.
  public Made renew(Request request, Session by) {
    Batch batch = batch(by);
    OptionalInt before = enrolments.replaceRecoveryCodes(batch.kept(), by, noted(request, by));
    return before.isPresent() ? new Made(batch.shown(), before.getAsInt()) : new Made(List.of(), 0);
  }

  /// Makes some where there are none.
  ///
  /// @return empty when the session ended meanwhile
  public Optional<Made> first(Request request, Session by) {
    Batch batch = batch(by);
    return switch (enrolments.addRecoveryCodes(batch.kept(), by, noted(request, by))) {
      case MADE, RENEWED -> Optional.of(new Made(batch.shown(), 0));
      case REFUSED, LAST, LAST_WAY_IN -> Optional.of(new Made(List.of(), 0));
      case ENDED -> Optional.empty();
    };
  }

  /// @param kept as they are kept
  private record Batch(List<String> shown, List<Factor> kept) {}

  private Batch batch(Session by) {
    Instant now = clock.instant();
    List<String> shown = new ArrayList<>();
    List<Factor> kept = new ArrayList<>();
    for (int i = 0; i < Kind.RECOVERY_CODE.most(); i++) {
      String code = next();
      shown.add(code);
      kept.add(secrets.recoveryCode(ids.next(), by.subject(), letters(code), now));
    }
    return new Batch(shown, kept);
  }

  private Activity noted(Request request, Session by) {
    return journal.of(Activity.Kind.RECOVERY_CODES_MADE, request, by.subject());
  }

  private String next() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      if (i > 0 && i % GROUP == 0) {
        code.append('-');
      }
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  /// What counts of a code, however it was typed, in full-width letters too.
  static String letters(String typed) {
    StringBuilder letters = new StringBuilder();
    String upper = Normalizer.normalize(typed, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
    upper
        .chars()
        .filter(c -> c < 128 && Character.isLetterOrDigit(c))
        .forEach(c -> letters.append((char) c));
    return letters.toString();
  }
}
