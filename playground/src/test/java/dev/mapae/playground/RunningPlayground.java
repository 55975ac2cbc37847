package dev.mapae.playground;

import dev.mapae.client.ClientSecretBasic;
import java.io.IOException;

/// All three servers on free ports, and a browser in front of them.
final class RunningPlayground implements AutoCloseable {
  static final ClientSecretBasic DEMO =
      new ClientSecretBasic(SigningIssuer.CLIENT_ID, SigningIssuer.CLIENT_SECRET);

  final SigningIssuer issuer = new SigningIssuer();
  final DemoApi api = DemoApi.start(0, issuer.issuer());
  final Playground playground = Playground.start(0, issuer.issuer(), api.resource(), DEMO);
  final TestBrowser browser = new TestBrowser(playground.address(), "en");

  RunningPlayground() throws IOException {
    issuer.api = api.resource().toString();
  }

  @Override
  public void close() {
    playground.close();
    api.close();
    issuer.close();
  }
}
