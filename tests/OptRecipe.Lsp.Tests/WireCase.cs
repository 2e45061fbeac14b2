using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace OptRecipe.Lsp.Tests;

/// <summary>A file of tests/corpus/wire; its README says what a line means.</summary>
internal static class WireCase
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "corpus", "wire"));

    public static void Check(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name + ".txt"));
        using var input = new MemoryStream();
        foreach (var line in lines)
        {
            if (line.StartsWith(">> ", StringComparison.Ordinal)) input.Write(Wire.Frame(line[3..]));
            else if (line.StartsWith("> ", StringComparison.Ordinal)) input.Write(Unescape(line[2..]));
        }
        var whole = input.ToArray();
        Expect(lines, Wire.Send(new MemoryStream(whole)));
        // However the bytes are cut, the outcome is the same.
        Expect(lines, Wire.Send(new TricklingStream(whole)));
    }

    private static void Expect(string[] lines, Wire.Outcome outcome)
    {
        var expected = lines.Where(line => line.StartsWith("< ", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line[2..]).RootElement).ToList();
        Assert.True(
            expected.Count == outcome.Frames.Count && expected.Zip(outcome.Frames).All(pair => Wire.Matches(pair.First, pair.Second)),
            $"expected\n{string.Join('\n', expected)}\nfound\n{string.Join('\n', outcome.Frames)}");
        var log = lines.Where(line => line.StartsWith("log ", StringComparison.Ordinal)).Select(line => line[4..]).ToList();
        Assert.True(log.Count == outcome.Log.Count && log.Zip(outcome.Log).All(pair => pair.Second.Contains(pair.First)), $"log: {string.Join('\n', outcome.Log)}");
        var fatal = lines.FirstOrDefault(line => line.StartsWith("fatal ", StringComparison.Ordinal))?[6..];
        Assert.True(fatal is null ? outcome.Fatal is null : outcome.Fatal?.Contains(fatal) == true, $"fatal: {outcome.Fatal ?? "no"}");
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            else if (text[++i] == 'x')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber));
                i += 2;
            }
            else bytes.Add((byte)(text[i] switch { 'r' => '\r', 'n' => '\n', var other => other }));
        }
        return [.. bytes];
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    /// <summary>Gives one byte at a time.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
