package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.Person;
import java.util.function.UnaryOperator;

/// A page of people about themselves, as whoever draws it sees it. Its methods throw what becomes
/// the error page, as those of [Interaction] do.
///
/// @param <P> what is on it
public interface PersonalPage<P> {
  /// GET of the page.
  Outcome<P> get(Request request);

  /// POST of one of its forms, each of which has the hidden field `step`.
  Outcome<P> post(Request request);

  /// What has to be done.
  sealed interface Outcome<P> {
    /// Show the page.
    ///
    /// @param person whose page it is
    /// @param step the value of the hidden field `step` of each form
    /// @param with adds to the answer what the browser has to learn with it
    record Show<P>(Person person, String step, P content, UnaryOperator<Response> with)
        implements Outcome<P> {
      public Show(Person person, String step, P content) {
        this(person, step, content, UnaryOperator.identity());
      }
    }

    /// Go on with this answer: to the sign-in page, or to the page itself after its form was taken.
    record GoOn<P>(Response response) implements Outcome<P> {}
  }
}
