package dev.mapae.authorizationserver.mail;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.interaction.Letter;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.pace.Paces.Count;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes rows of mails that are to be sent, and mails of such rows. A row is sealed for its id: who
/// has the database has nothing to read and no link to present.
public final class Outbox {
  /// How long a mail without a link is tried.
  public static final Duration A_DAY = Duration.ofDays(1);

  /// Of all strangers who cause mails together, on each node: it bounds what they cost, and is so
  /// far away that no few of them keep all others from a mail.
  private static final Duration APART = Duration.ofMillis(50);

  private static final int AT_ONCE = 1_000;

  /// Of what the log says of it.
  private static final Duration APART_IN_LOG = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final Sealing sealing;
  private final Ids ids;
  private final InstantSource clock;
  private final Pace strangers;
  private final Paces paces;
  private final Pace said;

  public Outbox(Sealing sealing, Paces paces, Ids ids, InstantSource clock) {
    this.sealing = sealing;
    this.ids = ids;
    this.clock = clock;
    this.strangers = new Pace(APART, AT_ONCE, clock, ids.next());
    this.paces = paces;
    this.said = new Pace(APART_IN_LOG, 1, clock, ids.next());
  }

  /// Whether one more mail that a stranger causes is within the pace; then it counts.
  ///
  /// @param ofNetwork what it counts for where they are
  /// @param others what it counts for besides
  public boolean admitsStranger(String remoteAddress, Kind ofNetwork, List<Count> others) {
    List<Count> counts =
        Stream.concat(
                Stream.of(
                    paces.ofNetwork(ofNetwork, remoteAddress),
                    paces.of(Kind.MAILS_OF_SITE, Pace.site(remoteAddress))),
                others.stream())
            .toList();
    // Before it counts anywhere: what all together refuse uses up what nobody may get.
    if (!strangers.wouldAdmit("")) {
      if (said.admits("")) {
        log.warn(
            "Strangers ask for more mails than this server writes, {} a second; others get none now",
            Duration.ofSeconds(1).dividedBy(APART));
      }
      return false;
    }
    boolean admitted = paces.admits(counts);
    if (admitted) {
      strangers.count("");
    }
    return admitted;
  }

  /// The row of a mail, which is due at once.
  ///
  /// @param to empty for a mail to nobody, which costs as much as any other: the time that it takes
  ///   tells nobody whether there is somebody
  /// @param lifetime how long it is of use: as long as the link in it
  public OutgoingMail row(Optional<MailAddress> to, Letter letter, Duration lifetime) {
    Instant now = clock.instant();
    String id = ids.next();
    Parameters content =
        Parameters.empty()
            .with("to", to.map(MailAddress::value).orElse(""))
            .with("subject", letter.subject())
            .with("text", letter.text());
    return new OutgoingMail(
        id,
        sealing.seal(use(id), content.encode().getBytes(StandardCharsets.UTF_8)),
        0,
        now,
        now.plus(lifetime));
  }

  /// What is in a row.
  sealed interface Opened {
    record ToSend(Mail mail) implements Opened {}

    record ToNobody() implements Opened {}

    /// No key of this server opens it.
    record Closed() implements Opened {}
  }

  Opened open(OutgoingMail row) {
    Optional<Parameters> content =
        sealing
            .open(use(row.id()), row.sealed())
            .map(text -> Parameters.parse(new String(text, StandardCharsets.UTF_8)));
    if (content.isEmpty()) {
      return new Opened.Closed();
    }
    return content
        .get()
        .one("to")
        .flatMap(MailAddress::of)
        .<Opened>map(to ->
            new Opened.ToSend(
                new Mail(
                    row.id(),
                    to,
                    content.get().required("subject"),
                    content.get().required("text"))))
        .orElseGet(Opened.ToNobody::new);
  }

  private static String use(String id) {
    return "mail\n" + id;
  }
}
