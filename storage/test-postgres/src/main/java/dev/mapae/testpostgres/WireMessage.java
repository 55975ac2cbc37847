package dev.mapae.testpostgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A message of PostgreSQL's protocol.
///
/// @param type zero for the first one of a client, which has none
@SuppressWarnings("ArrayRecordComponent") // never compared
record WireMessage(byte type, byte[] body) {
  static WireMessage untyped(DataInputStream in) throws IOException {
    return new WireMessage((byte) 0, body(in));
  }

  static WireMessage typed(DataInputStream in) throws IOException {
    byte type = in.readByte();
    return new WireMessage(type, body(in));
  }

  /// The length in front of it counts itself.
  private static byte[] body(DataInputStream in) throws IOException {
    byte[] body = new byte[in.readInt() - Integer.BYTES];
    in.readFully(body);
    return body;
  }

  void to(DataOutputStream out) throws IOException {
    if (type != 0) {
      out.writeByte(type);
    }
    out.writeInt(body.length + Integer.BYTES);
    out.write(body);
  }

  boolean isAbout(int code) {
    return type == 0 && body.length == Integer.BYTES && ByteBuffer.wrap(body).getInt() == code;
  }

  /// One of the texts that it begins with, each of which ends with a zero.
  String text(int index) {
    int from = 0;
    for (int i = 0; i < index; i++) {
      from = end(from) + 1;
    }
    return new String(body, from, end(from) - from, StandardCharsets.UTF_8);
  }

  private int end(int from) {
    int end = from;
    while (body[end] != 0) {
      end++;
    }
    return end;
  }
}
