package dev.mapae.client.servlet;

import dev.mapae.client.ClientIdMetadataDocument;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Publishes the document by which servers know a client that registered nowhere.
/// draft-ietf-oauth-client-id-metadata-document-02 §4.
public final class ClientDocumentServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final byte[] json;

  private ClientDocumentServlet(ClientIdMetadataDocument document) {
    this.json = document.json();
  }

  /// Publishes the document at the path of its `client_id`, in an application at the root of that
  /// host. An application with a [WebLogin] in front says [WebLogin#publishing] instead: servers
  /// that fetch the document cannot sign in.
  ///
  /// @param context which is being initialized
  /// @throws IllegalStateException when the document is published already
  public static void publish(ServletContext context, ClientIdMetadataDocument document) {
    ServletRegistration.Dynamic servlet =
        context.addServlet(
            ClientDocumentServlet.class.getName() + document.clientId().getRawPath(), of(document));
    if (servlet == null) {
      throw new IllegalStateException("There is such a document already: " + document.clientId());
    }
    // Containers compare it decoded.
    servlet.addMapping(document.clientId().getPath());
  }

  /// A servlet for the path of this document, where an application registers it itself.
  public static ClientDocumentServlet of(ClientIdMetadataDocument document) {
    return new ClientDocumentServlet(document);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
