namespace OptRecipe.TFLite.Dumping;

/// <summary>Lines ↔ nodes: two blanks of indentation a level, <c>word key=value key=value</c>, data as base64 behind a bar.</summary>
internal static class DumpText
{
    private const int BytesPerLine = 48;

    public static void Write(DumpNode node, TextWriter writer, int depth, Func<DumpNode, ByteRange>? data)
    {
        Indent(writer, depth);
        writer.Write(node.Name);
        foreach (var (key, value) in node.Values) writer.Write($" {key}={value}");
        writer.Write('\n');
        if (data?.Invoke(node) is { Source: not null } bytes) Write(bytes, writer, depth + 1);
    }

    private static void Write(ByteRange bytes, TextWriter writer, int depth)
    {
        var chunk = new byte[BytesPerLine * 1024];
        for (long at = 0; at < bytes.Length; at += chunk.Length)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, bytes.Length - at));
            bytes.CopyTo(at, part);
            for (var start = 0; start < part.Length; start += BytesPerLine)
            {
                Indent(writer, depth);
                writer.Write($"| {Convert.ToBase64String(part.Slice(start, Math.Min(BytesPerLine, part.Length - start)))}\n");
            }
        }
    }

    /// <exception cref="FormatException">The text is no dump; the message begins with the line.</exception>
    public static DumpNode Read(TextReader reader)
    {
        var path = new List<DumpNode>();
        DumpNode? root = null;
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            var content = line.TrimStart(' ');
            if (content.Length == 0) continue;
            var depth = (line.Length - content.Length) / 2;
            if (depth > path.Count) throw new FormatException($"line {number}: the line is indented by {line.Length - content.Length}, at most {2 * path.Count} are expected");
            path.RemoveRange(depth, path.Count - depth);
            if (content[0] == '|') AddData(path.Count > 0 ? path[^1] : null, content, number);
            else
            {
                var node = Parse(content, number);
                if (path.Count > 0) path[^1].Children.Add(node);
                else if (root is not null) throw node.Error("a second model begins");
                else root = node;
                path.Add(node);
            }
        }
        return root ?? throw new FormatException("line 1: the text is empty");
    }

    private static void AddData(DumpNode? node, string content, int line)
    {
        var bytes = new byte[content.Length];
        if (node?.Data is null) throw new FormatException($"line {line}: data stand below a line without `bytes`");
        if (!Convert.TryFromBase64String(content[1..].Trim(), bytes, out var length)) throw new FormatException($"line {line}: the data are not base64");
        node.Data.Write(bytes, 0, length);
    }

    private static DumpNode Parse(string content, int line)
    {
        var at = EndOf(content, 0, ' ');
        var node = new DumpNode(content[..at], line);
        while (at < content.Length)
        {
            var equals = EndOf(content, ++at, '=');
            if (equals == content.Length) throw node.Error($"`{content[at..]}` is no key=value");
            var key = content[at..equals];
            at = content.AsSpan(equals + 1).StartsWith("\"") ? EndOfText(content, equals + 1, node) : EndOf(content, equals + 1, ' ');
            node.Add(key, content[(equals + 1)..at]);
        }
        if (node.Values.Any(pair => pair.Key == "bytes")) node.Data = new();
        return node;
    }

    private static int EndOf(string content, int from, char mark) => content.IndexOf(mark, from) is >= 0 and var found ? found : content.Length;

    private static int EndOfText(string content, int from, DumpNode node)
    {
        for (var at = from + 1; at < content.Length; at++)
        {
            if (content[at] == '\\') at++;
            else if (content[at] == '"') return at + 1;
        }
        throw node.Error("a text does not end");
    }

    private static void Indent(TextWriter writer, int depth)
    {
        for (; depth > 0; depth--) writer.Write("  ");
    }
}
