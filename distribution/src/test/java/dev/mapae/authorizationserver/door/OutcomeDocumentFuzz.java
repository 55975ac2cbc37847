package dev.mapae.authorizationserver.door;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignedInPerson;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Json;
import java.util.Optional;

/// What a site says of somebody who signed in.
public final class OutcomeDocumentFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    for (People people : People.values()) {
      try {
        Optional<SignedInPerson> person =
            OutcomeDocument.parse(FuzzTarget.text(input)).person(people);
        person.ifPresent(said -> {
          holds(!said.id().isEmpty(), "nobody");
          holds(said.amr().size() <= 100 && said.roles().size() <= 100, "too many");
          String claims = Json.write(said.claims());
          holds(Json.parseObject(claims).isPresent(), "claims that cannot be kept: " + claims);
        });
      } catch (Problem.Refused e) {
        holds(e.problem() == Problem.INVALID_OUTCOME, e.detail());
        holds(e.response(Optional.empty()).status() == 400, e.detail());
      }
    }
  }
}
