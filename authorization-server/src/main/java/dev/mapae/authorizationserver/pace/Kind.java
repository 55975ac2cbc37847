package dev.mapae.authorizationserver.pace;

import java.time.Duration;

/// What is counted at all nodes together, and how fast it may come. Each has slots of its own.
public enum Kind {
  /// Wrong passwords. NIST SP 800-63B §3.2.2.
  USERNAME_AND_NETWORK(0, Duration.ofSeconds(30), 20),

  /// Of strangers. Nearly all of a burst count, or many nodes together would take more than the
  /// pace.
  USERNAME(1, Duration.ofSeconds(30), 100, 10),

  NETWORK(2, Duration.ofSeconds(3), 200),
  USERNAME_AND_BROWSER(3, Duration.ofSeconds(30), 20),

  /// In all browsers in which the person signed in before together: whoever could sign in once may
  /// have made many. No burst there keeps them out of their own for hours.
  USERNAME_IN_BROWSERS(27, Duration.ofSeconds(30), 100),

  /// Wrong codes, and passkeys beside a password.
  CODES_OF_NETWORK(4, Duration.ofSeconds(3), 200),

  /// The same of one person in a browser in which they signed in before. All of these together need
  /// no count: codes of apps are counted for each person as well.
  CODES_OF_PERSON_AND_BROWSER(31, Duration.ofSeconds(30), 20),

  /// Codes of apps, right ones too, where the count of their person has no room, in a browser in
  /// which that person signed in before. Three of a million are right: so few come so slowly, and
  /// nearly all of a burst count.
  APP_CODES_OF_PERSON_AND_BROWSER(32, Duration.ofHours(1), 5, 10),

  /// The same in all such browsers of the person together.
  APP_CODES_IN_BROWSERS(33, Duration.ofHours(1), 10, 10),

  /// Codes that went to a mailbox, which anybody asks for: apart from those of apps likewise. Of
  /// each mail five are looked at.
  MAILED_CODES_OF_NETWORK(23, Duration.ofSeconds(3), 200),

  /// Passkeys alone, which whoever looks at the sign-in page may show: apart from what is shown by
  /// those whose password was right.
  PASSKEYS_OF_NETWORK(18, Duration.ofSeconds(3), 200),

  /// Codes that devices show. RFC 8628 §5.1: of 25 billion, an address tries six a minute.
  USER_CODES_OF_NETWORK(5, Duration.ofSeconds(10), 20),

  /// As many as of sixteen addresses: of IPv4, neighbours are strangers to each other.
  USER_CODES_OF_SITE(24, Duration.ofMillis(600), 320),

  /// Accounts that people make: each is a row, and each answer tells whether a username is taken.
  ACCOUNTS_OF_NETWORK(6, Duration.ofSeconds(30), 20),

  /// Whoever has many networks mostly has them side by side.
  ACCOUNTS_OF_SITE(20, Duration.ofSeconds(5), 60),

  /// Of all networks together: many of them cost a stranger little, and these rows stay. Only those
  /// that are made count.
  ACCOUNTS(7, Duration.ofSeconds(2), 2_000),

  /// The same of those whom another provider vouches for.
  ACCOUNTS_BY_PROVIDERS(19, Duration.ofSeconds(2), 2_000),

  FORGOTTEN_OF_NETWORK(8, Duration.ofSeconds(30), 10),
  LINKS_OF_NETWORK(9, Duration.ofSeconds(30), 10),

  /// Mails to confirm an address, by making accounts or by signing in.
  PROOFS_OF_NETWORK(10, Duration.ofSeconds(30), 20),

  /// Mails that strangers cause, likewise.
  MAILS_OF_SITE(11, Duration.ofSeconds(5), 60),

  /// Whoever annoys somebody so leaves two good links in their mailbox at any time.
  FORGOTTEN_OF_PERSON(12, Duration.ofMinutes(5), 3),

  /// To one person from one site, so that nobody far away keeps them from a link: it takes six
  /// sites to use up what a person gets. One line at home has 256 networks of IPv6.
  LINKS_OF_PERSON_AND_SITE(13, Duration.ofMinutes(30), 3),

  /// To one person from everywhere.
  LINKS_OF_PERSON(14, Duration.ofMinutes(5), 10),

  /// In one browser in which they signed in before: by itself, so that nobody keeps them from a
  /// link there.
  LINKS_OF_PERSON_AND_BROWSER(21, Duration.ofMinutes(2), 3),

  /// To one mailbox from one site: strangers may have typed it. The same numbers as those of links,
  /// for the same reason.
  PROOFS_OF_MAILBOX_AND_SITE(22, Duration.ofMinutes(30), 3),

  PROOFS_OF_MAILBOX(15, Duration.ofMinutes(5), 10),

  /// To one mailbox for one person, who is signed in, or did so in this browser before: by itself,
  /// so that no stranger who types the same address keeps them from it.
  PROOFS_OF_PERSON(26, Duration.ofMinutes(10), 3),

  /// To one mailbox for all such people from one site: whoever makes accounts there is many.
  PROOFS_OF_PEOPLE_AND_SITE(28, Duration.ofMinutes(30), 3),

  /// The same from everywhere: it takes thirty sites, with accounts at each, to keep whose the
  /// mailbox is from theirs.
  PROOFS_OF_PEOPLE(29, Duration.ofMinutes(1), 20),

  /// That somebody typed an address that is another's. Whoever gets a third one learns nothing
  /// more, and whoever types it learns nothing.
  NOTICES_OF_TYPED_ADDRESSES(30, Duration.ofMinutes(30), 3),

  /// Whoever can sign in must not fill their mailbox.
  NOTICES_OF_BROWSERS(16, Duration.ofMinutes(5), 10),
  NOTICES_OF_CHANGES(17, Duration.ofMinutes(5), 10),

  /// That an account is to be deleted: apart from all others, which somebody could cause first.
  NOTICES_OF_DELETIONS(25, Duration.ofMinutes(5), 10),

  /// Downloads of all that is kept about somebody: each may be tens of thousands of rows.
  EXPORTS_OF_PERSON(34, Duration.ofMinutes(1), 3);

  static final int SLOTS = 1 << 14;

  private final int place;
  private final Duration apart;
  private final int atOnce;
  private final int timesCounted;

  Kind(int place, Duration apart, int atOnce) {
    this(place, apart, atOnce, 2);
  }

  /// @param timesCounted how many times as many as may come at once are counted of those that do
  Kind(int place, Duration apart, int atOnce, int timesCounted) {
    this.place = place;
    this.apart = apart;
    this.atOnce = atOnce;
    this.timesCounted = timesCounted;
  }

  /// How far apart in the long run.
  public Duration apart() {
    return apart;
  }

  /// How many may come at once.
  public int atOnce() {
    return atOnce;
  }

  /// How many are counted of those that come at once all the same.
  int most() {
    return timesCounted * atOnce;
  }

  int firstSlot() {
    return place * SLOTS;
  }
}
