package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.OwnSignIn;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.interaction.SignedInPerson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// People sign in with a name and a PIN: the example of the manual.
record PinSignIn(Map<String, String> pins) implements OwnSignIn {
  @Override
  public Outcome signIn(Request request, SignInWanted wanted) {
    if (request.method().equals("POST")) {
      String name = request.form().required("name");
      Optional<String> pin = request.form().one("pin");
      if (pin.isPresent() && pin.get().equals(pins.get(name))) {
        return new Outcome.SignedIn(SignedInPerson.of(name, List.of("pin")));
      }
    }
    return new Outcome.Answer(
        Response.html(
                200,
                """
                <form method="post"><input type="hidden" name="step" value="%s">
                <input name="name"> <input name="pin" type="password"> <button>Go</button></form>
                """
                    .formatted(wanted.page().step()))
            .noStore());
  }
}
