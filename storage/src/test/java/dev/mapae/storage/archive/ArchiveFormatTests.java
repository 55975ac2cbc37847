package dev.mapae.storage.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.storage.archive.ArchiveRefusedException.Reason;
import dev.mapae.storage.file.OwnerOnly;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file: what is written is read again, and nothing else is.
class ArchiveFormatTests {
  private static final String ISSUER = "https://auth.example";
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00.123Z");

  private static final ArchiveHeader HEADER =
      new ArchiveHeader(
          2, ISSUER, NOW, Map.of("grants", List.of("id", "generation"), "keys", List.of("id")));

  private static final List<Chunk.Rows> CHUNKS =
      List.of(
          new Chunk.Rows("grants", List.of("[\"서울 \\u0000\\\"\",1]", "[\"b\",2]")),
          new Chunk.Rows("grants", List.of("[\"c\",3]")),
          new Chunk.Rows("keys", List.of("[null]")));

  @TempDir Path folder;
  Path file;
  Path part;

  @BeforeEach
  void name() {
    file = folder.resolve("a.jsonl.gz");
    part = folder.resolve("a.jsonl.gz.part");
  }

  Place write() {
    try (ArchiveWriter writer = ArchiveWriter.open(file)) {
      writer.begin(HEADER);
      CHUNKS.forEach(writer::add);
      return writer.finish(NOW.plusSeconds(1));
    }
  }

  List<Chunk.Rows> read() {
    try (ArchiveReader reader = ArchiveReader.open(file)) {
      return read(reader);
    }
  }

  List<Chunk.Rows> read(byte[] content) {
    return read(new ArchiveReader(file, new ByteArrayInputStream(content)));
  }

  private static List<Chunk.Rows> read(ArchiveReader reader) {
    List<Chunk.Rows> chunks = new ArrayList<>();
    Optional<Chunk.Rows> next = reader.next();
    while (next.isPresent()) {
      chunks.add(next.get());
      next = reader.next();
    }
    return chunks;
  }

  Reason refused() {
    ArchiveRefusedException refusal =
        catchThrowableOfType(ArchiveRefusedException.class, this::read);
    assertThat(refusal).isNotNull();
    assertThat(refusal).hasMessageContaining(file.toString()).message().doesNotContain("\n");
    return refusal.reason();
  }

  /// The text of the whole file, as `zcat` prints it.
  String text() throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /// A file with one member for each of these texts, checksums and all.
  void forge(String... members) throws Exception {
    Checksum checksum = new Checksum();
    try (var out = Files.newOutputStream(file)) {
      for (String member : members) {
        byte[] lines = member.getBytes(UTF_8);
        checksum.add(lines, lines.length);
        out.write(
            GzipMember.pack((member + new String(checksum.end(), UTF_8)).getBytes(UTF_8)).bytes());
      }
    }
  }

  static String header() {
    return HEADER.lines().getFirst() + "\n";
  }

  @Nested
  class What_is_written {
    @Test
    void is_read_again() {
      Place end = write();
      assertThat(read()).isEqualTo(CHUNKS);
      try (ArchiveReader reader = ArchiveReader.open(file)) {
        assertThat(reader.header()).isEqualTo(HEADER);
        while (reader.next().isPresent()) {}
        assertThat(reader.finishedAt()).isEqualTo(NOW.plusSeconds(1));
        assertThat(reader.place().sha256()).isEqualTo(end.sha256());
        assertThat(reader.place().rows()).isEqualTo(Map.of("grants", 3L, "keys", 1L));
        assertThat(reader.place().bytes()).isEqualTo(end.bytes()).isEqualTo(file.toFile().length());
      }
    }

    @Test
    void is_a_gzip_file_of_JSON_lines() throws Exception {
      write();
      assertThat(text().lines())
          .hasSize(14)
          .allMatch(line -> line.startsWith("{") || line.startsWith("["))
          .contains("[\"b\",2]", "{\"table\":\"keys\"}");
    }

    @Test
    void ends_with_the_checksum_of_all_lines_before() throws Exception {
      Place end = write();
      List<String> lines = text().lines().toList();
      String before = String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
      String sha256 =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(before.getBytes(UTF_8)));
      assertThat(lines.getLast()).isEqualTo("{\"sha256\":\"" + sha256 + "\"}");
      assertThat(end.sha256()).isEqualTo(sha256);
    }

    @Test
    void is_for_its_owner_alone_from_the_beginning() throws Exception {
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
            .isEqualTo("rw-------");
        writer.begin(HEADER);
        writer.finish(NOW);
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(part).doesNotExist();
    }

    @Test
    void is_refused_when_it_could_not_be_read_again() {
      String row = "[\"" + "가".repeat(GzipMember.LONGEST / 3) + "\"]";
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        writer.begin(HEADER);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> writer.add(new Chunk.Rows("keys", List.of(row))));
      }
    }

    @Test
    void replaces_nothing() throws Exception {
      Files.writeString(file, "mine");
      assertThat(catchThrowableOfType(ArchiveRefusedException.class, () -> write()).reason())
          .isEqualTo(Reason.IN_THE_WAY);
      assertThat(file).hasContent("mine");
    }

    @Test
    void is_written_by_one_process_at_a_time() {
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        writer.begin(HEADER);
        assertThat(catchThrowableOfType(ArchiveRefusedException.class, () -> write()).reason())
            .isEqualTo(Reason.IN_THE_WAY);
        writer.add(CHUNKS.getFirst());
        writer.finish(NOW);
      }
      assertThat(read()).containsExactly(CHUNKS.getFirst());
    }
  }

  @Nested
  class What_was_changed {
    @Test
    void in_one_bit_is_refused_wherever_the_bit_is() throws Exception {
      write();
      byte[] whole = Files.readAllBytes(file);
      int unnoticed = 0;
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        try {
          assertThat(read(damaged)).as("bit %d", bit).isEqualTo(CHUNKS);
          unnoticed++;
        } catch (ArchiveRefusedException e) {
          // A length that grew leads beyond the end.
          assertThat(e.reason()).isIn(Reason.DAMAGED, Reason.FOREIGN, Reason.TRUNCATED);
        }
      }
      // The bits that fill up the last byte of a member's data say nothing.
      assertThat(unnoticed).isLessThanOrEqualTo(5 * 7);
    }

    @Test
    void by_cutting_it_off_is_refused_wherever_that_is() throws Exception {
      write();
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThat(catchThrowableOfType(ArchiveRefusedException.class, () -> read(cut)).reason())
            .as("length %d", length)
            .isEqualTo(Reason.TRUNCATED);
      }
    }

    @Test
    void by_adding_to_it_is_refused() throws Exception {
      write();
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length + 1));
      assertThat(refused()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void says_in_which_chunk() throws Exception {
      forge(header(), "{\"table\":\"keys\"}\n[\"a\"]\n", "nothing\n");
      assertThat(catchThrowableOfType(ArchiveRefusedException.class, () -> read()))
          .hasMessageContaining("damaged in chunk 3, which begins at byte ");
    }

    @Test
    void by_leaving_a_chunk_out_is_refused() throws Exception {
      write();
      List<byte[]> members = new ArrayList<>();
      try (InputStream in = Files.newInputStream(file)) {
        Optional<GzipMember> member = GzipMember.read(in);
        while (member.isPresent()) {
          members.add(member.get().bytes());
          member = GzipMember.read(in);
        }
      }
      assertThat(members).hasSize(5);
      for (int left = 1; left < members.size() - 1; left++) {
        try (var out = Files.newOutputStream(file)) {
          for (int i = 0; i < members.size(); i++) {
            if (i != left) {
              out.write(members.get(i));
            }
          }
        }
        assertThat(refused()).isEqualTo(Reason.DAMAGED);
      }
    }
  }

  @Nested
  class What_somebody_made_up {
    @Test
    void is_no_archive() throws Exception {
      for (String content : new String[] {"x", "SQLite format 3\0 and so on and on", "\n\n\n\n"}) {
        Files.writeString(file, content);
        assertThat(refused()).isEqualTo(Reason.FOREIGN);
      }
      forge("{}\n");
      assertThat(refused()).isEqualTo(Reason.FOREIGN);
      forge("[1]\n");
      assertThat(refused()).isEqualTo(Reason.FOREIGN);
      forge("");
      assertThat(refused()).isEqualTo(Reason.FOREIGN);
    }

    @Test
    void is_of_a_newer_format_whatever_else_its_header_says() throws Exception {
      for (String version : new String[] {"2", "2147483648", "99999999999"}) {
        forge("{\"mapae_archive\":" + version + "}\n");
        assertThat(refused()).isEqualTo(Reason.NEWER);
      }
    }

    @Test
    void is_missing() {
      assertThat(refused()).isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void counts_wrong() throws Exception {
      String rows = "{\"table\":\"keys\"}\n[\"a\"]\n";
      for (String counts : new String[] {"{\"grants\":0,\"keys\":2}", "{\"keys\":1}", "{}"}) {
        forge(
            header(), rows, "{\"finished_at\":\"2026-03-01T09:00:00Z\",\"rows\":" + counts + "}\n");
        assertThat(refused()).isEqualTo(Reason.DAMAGED);
      }
    }

    @Test
    void has_a_table_that_its_header_does_not_name() throws Exception {
      forge(header(), "{\"table\":\"people\"}\n[\"a\"]\n");
      assertThat(refused()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void has_a_second_header() throws Exception {
      forge(header(), header());
      assertThat(refused()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void unpacks_to_more_than_is_held_in_memory() throws Exception {
      byte[] zeros = new byte[GzipMember.LONGEST];
      byte[] packed = GzipMember.pack(zeros).bytes();
      assertThat(packed.length).isLessThan(1 << 20);
      Files.write(file, packed);
      assertThat(refused()).isEqualTo(Reason.FOREIGN);
    }

    @Test
    void is_nested_without_end() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Chunk.Rows.values("[".repeat(1_000_000)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Chunk.parse(List.of("{\"table\":".repeat(1_000_000))));
    }
  }

  @Nested
  class The_values_of_a_row {
    @Test
    void are_read_as_they_were_written() {
      List<Optional<Object>> values =
          List.of(
              Optional.of(""),
              Optional.of("서울 𠮷 \"\\ \n\r\t\u0000\u001f\u007f\u2028<"),
              Optional.of(Long.MAX_VALUE),
              Optional.of(Long.MIN_VALUE),
              Optional.of(0L),
              Optional.of(true),
              Optional.empty());
      String line = Chunk.Rows.line(values);
      assertThat(line.lines()).hasSize(1);
      assertThat(Chunk.Rows.values(line)).isEqualTo(values);
    }

    @Test
    void are_an_array() {
      for (String line : new String[] {"null", "{}", "", "[1", "[1]2", " [1]", "1"}) {
        assertThatIllegalArgumentException().as(line).isThrownBy(() -> Chunk.Rows.values(line));
      }
    }
  }

  @Nested
  class What_was_left {
    @Test
    void is_gone_on_from() throws Exception {
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        writer.begin(HEADER);
        writer.add(CHUNKS.get(0));
        writer.add(CHUNKS.get(1));
      }
      try (var out = Files.newOutputStream(part, StandardOpenOption.APPEND)) {
        out.write(new byte[] {0x1f, (byte) 0x8b, 8});
      }
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        ArchiveReader earlier = writer.earlier(ISSUER).orElseThrow();
        assertThat(earlier.next()).contains(CHUNKS.get(0));
        Place place = earlier.place();
        assertThat(earlier.next()).contains(CHUNKS.get(1));
        writer.goOnFrom(place);
        writer.add(CHUNKS.get(1));
        writer.add(CHUNKS.get(2));
        writer.finish(NOW.plusSeconds(1));
      }
      byte[] once = Files.readAllBytes(file);
      Files.delete(file);
      write();
      assertThat(file).hasBinaryContent(once);
    }

    @Test
    void is_nothing_before_the_header_is_whole() throws Exception {
      for (int length : new int[] {0, 1, 15, 16, 30}) {
        write();
        Files.write(ours(), Arrays.copyOf(Files.readAllBytes(file), length));
        Files.delete(file);
        try (ArchiveWriter writer = ArchiveWriter.open(file)) {
          assertThat(writer.earlier(ISSUER)).isEmpty();
        }
      }
    }

    @Test
    void is_left_alone_when_it_is_something_else() throws Exception {
      Files.writeString(ours(), "mine, and long enough to be seen as something else");
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        assertThat(
                catchThrowableOfType(ArchiveRefusedException.class, () -> writer.earlier(ISSUER))
                    .reason())
            .isEqualTo(Reason.IN_THE_WAY);
      }
      assertThat(part).hasContent("mine, and long enough to be seen as something else");
    }

    @Test
    void is_left_alone_when_it_is_of_another_issuer() throws Exception {
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        writer.begin(HEADER);
      }
      try (ArchiveWriter writer = ArchiveWriter.open(file)) {
        assertThat(
                catchThrowableOfType(
                        ArchiveRefusedException.class,
                        () -> writer.earlier("https://other.example"))
                    .reason())
            .isEqualTo(Reason.IN_THE_WAY);
      }
    }

    /// Somebody else may have it open.
    @Test
    void is_not_gone_on_with_when_others_may_read_it() throws Exception {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
      assertThat(catchThrowableOfType(ArchiveRefusedException.class, () -> write()).reason())
          .isEqualTo(Reason.IN_THE_WAY);
      assertThat(part).isEmptyFile();
    }

    Path ours() throws IOException {
      return Files.exists(part) ? part : Files.createFile(part, OwnerOnly.file(part));
    }

    @Test
    void is_never_a_link_to_somewhere_else() throws Exception {
      Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
      Files.createSymbolicLink(part, elsewhere);
      assertThat(catchThrowableOfType(ArchiveRefusedException.class, () -> write()).reason())
          .isEqualTo(Reason.UNWRITABLE);
      assertThat(elsewhere).hasContent("mine");
    }
  }
}
