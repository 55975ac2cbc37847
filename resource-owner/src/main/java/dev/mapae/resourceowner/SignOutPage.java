package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.store.Client;
import java.util.List;
import java.util.Optional;

/// The page where a person signs out: button `#sign-out`.
final class SignOutPage {
  private final Interaction interaction;
  private final Frames frames;

  SignOutPage(Interaction interaction, Frames frames) {
    this.interaction = interaction;
    this.frames = frames;
  }

  /// What the template shows of clients.
  ///
  /// @param selfRegistered whether nobody here has looked at the one that sent the person
  /// @param others the names of those that go on, as many as have room
  /// @param unnamed how many more there are
  record View(Optional<String> client, boolean selfRegistered, List<String> others, int unnamed) {
    static View of(SignOutPrompt prompt, String language) {
      List<Client> all = prompt.others();
      List<Client> named = named(all, PageRoom.OF_PAGE - PageRoom.ofRequest(prompt.action()));
      return new View(
          prompt.client().map(client -> DisplayName.of(client.name(language))),
          prompt.client().filter(Client::isSelfRegistered).isPresent(),
          named.stream().map(client -> DisplayName.of(client.name(language))).toList(),
          all.size() - named.size());
    }

    private static List<Client> named(List<Client> all, int most) {
      int room = most;
      int count = 0;
      for (Client client : all) {
        room -= PageRoom.ofName(client);
        if (room < 0) {
          break;
        }
        count++;
      }
      return all.subList(0, count);
    }
  }

  Response get(Request request) {
    SignOutPrompt prompt = interaction.signOut(request);
    Frame frame = frames.of(request, Language.uiLocales(request), prompt.client());
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.forms(prompt.formTargets()),
            out ->
                JtesignOutGenerated.render(
                    out, NO_INTERCEPTOR, frame, prompt, View.of(prompt, frame.language().tag())))
        .response();
  }

  Response post(Request request) {
    Frame frame = frames.of(request, Language.uiLocales(request));
    return interaction.submitSignOut(request, signedOut -> signedOut(frame, signedOut));
  }

  private static Response signedOut(Frame frame, SignedOut signedOut) {
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.frames(signedOut.frameSources()),
            out -> JtesignedOutGenerated.render(out, NO_INTERCEPTOR, frame, signedOut))
        .response();
  }
}
