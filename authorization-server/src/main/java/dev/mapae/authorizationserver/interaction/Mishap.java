package dev.mapae.authorizationserver.interaction;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// What keeps somebody from going on, and what they do about it themselves. Pages say both in the
/// language of the person; every other error is for the people who run the application, in the
/// words that they know it by.
public record Mishap(Fault fault, Remedy remedy) {
  private static final String BETWEEN = "/";

  /// What happened.
  public enum Fault {
    NO_COOKIE("This browser sent no cookie. Allow cookies for this site."),
    TOO_OLD("This page is too old, or was opened in another browser."),
    SIGN_IN_OVER("This sign-in is over, was used before, or was begun in another browser."),
    NOT_SIGNED_IN("You did not sign in."),
    NOTHING_FOR_DEVICE("You did not sign in, so the device got nothing."),
    NOT_ALLOWED("This person may not sign in here.");

    private final String words;

    Fault(String words) {
      this.words = words;
    }
  }

  /// What the person does.
  public enum Remedy {
    APPLICATION("Go back to the application and start again."),
    BEGINNING("Go back to where you came from and start again."),
    PAGE("Open the page again."),
    DEVICE("Begin again with the code that the device shows."),
    LINK("Open the link in the mail once more."),
    SIGN_OUT("Go back and sign out again."),
    OPERATOR("Ask the people who run this server.");

    private final String words;

    Remedy(String words) {
      this.words = words;
    }
  }

  /// What the error says of it.
  public String description() {
    return fault.words + " " + remedy.words;
  }

  /// The `invalid_request` that it is.
  public ProtocolException exception() {
    return told(new ProtocolError.InvalidRequest(description()));
  }

  /// The `access_denied` that it is.
  public ProtocolException denied() {
    return told(new ProtocolError.AccessDenied(description()));
  }

  private ProtocolException told(ProtocolError as) {
    return new ProtocolError.ForPerson(as, fault.name() + BETWEEN + remedy.name()).exception();
  }

  /// The one that an error tells of; empty for one that is none.
  public static Optional<Mishap> of(ProtocolError error) {
    return error instanceof ProtocolError.ForPerson(ProtocolError _, String mishap)
        ? Optional.of(parse(mishap))
        : Optional.empty();
  }

  private static Mishap parse(String mishap) {
    int between = mishap.indexOf(BETWEEN);
    return new Mishap(
        Fault.valueOf(mishap.substring(0, between)), Remedy.valueOf(mishap.substring(between + 1)));
  }
}
