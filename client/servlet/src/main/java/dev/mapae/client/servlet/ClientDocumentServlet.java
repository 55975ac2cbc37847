package dev.mapae.client.servlet;

import dev.mapae.client.ClientIdMetadataDocument;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/// Publishes the document by which servers know a client that registered nowhere.
/// draft-ietf-oauth-client-id-metadata-document-02 §4.
public final class ClientDocumentServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final byte[] json;

  private ClientDocumentServlet(ClientIdMetadataDocument document) {
    this.json = document.json();
  }

  /// Publishes the document at the path of its `client_id`, which begins with that of the
  /// application, if it has one. An application with a [WebLogin] in front says
  /// [WebLogin#publishing] instead: servers that fetch the document cannot sign in.
  ///
  /// @param context which is being initialized
  /// @throws IllegalStateException when the document is published already, and when its path is not
  ///   below that of the application
  public static void publish(ServletContext context, ClientIdMetadataDocument document) {
    String path = path(context, document.clientId());
    ServletRegistration.Dynamic servlet =
        context.addServlet(
            ClientDocumentServlet.class.getName() + document.clientId().getRawPath(), of(document));
    if (servlet == null) {
      throw new IllegalStateException("There is such a document already: " + document.clientId());
    }
    servlet.addMapping(path);
  }

  /// As containers compare it: decoded, and without that of the application.
  ///
  /// @throws IllegalStateException where no request for it comes
  static String path(ServletContext context, URI clientId) {
    String path = clientId.getPath();
    String application = context.getContextPath();
    if (!path.startsWith(application + "/")) {
      throw new IllegalStateException(
          "The application is at "
              + application
              + ", and no request for "
              + clientId
              + " comes to it; register ClientDocumentServlet.of(document) in the application that"
              + " is there.");
    }
    return path.substring(application.length());
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
