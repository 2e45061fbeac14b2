using System.Text;

namespace OptRecipe.Lsp.Tests;

/// <summary>Good sessions with damaged bytes: reading ends with the input or with our own exception, what is answered is well framed, and nothing is allocated that did not arrive.
/// OPTRECIPE_LONG=1 makes a hundred times as many.</summary>
public sealed class HostileWireTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 200_000 : 2000;

    [Fact]
    public void F04_F11_damaged_bytes_are_answered_skipped_or_fatal_and_never_anything_else()
    {
        var random = new Random(20261126);
        var good = Enumerable.Range(0, 6).SelectMany(i => Wire.Frame($$"""{"jsonrpc":"2.0","id":{{i}},"method":"a/b","params":{"text":"é😀 {{new string('x', i * 7)}}","list":[1,2.5,null,{"a":[]}]} }""")).ToArray();
        var allocated = GC.GetTotalAllocatedBytes();
        var (answered, fatal) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = good.ToList();
            for (var i = random.Next(4); i >= 0; i--) Damage(bytes, random);
            // Other exceptions, and frames that are none, fail here.
            var outcome = Wire.Send(new MemoryStream([.. bytes]));
            if (outcome.Fatal is not null) fatal++;
            answered += outcome.Frames.Count;
        }
        // Neither all is refused nor is all well: the damage reaches every part.
        Assert.InRange(fatal, Rounds / 100, Rounds * 9 / 10);
        Assert.InRange(answered, Rounds, Rounds * 6);
        Assert.InRange((GC.GetTotalAllocatedBytes() - allocated) / Rounds, 0, 1 << 20);
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var count = Math.Min(random.Next(1, 20), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.RemoveRange(at, count); break;
            case 3: bytes.InsertRange(at, bytes.GetRange(at, count)); break;
            case 4: bytes.InsertRange(at, Encoding.ASCII.GetBytes("Content-Length: 7\r\n\r\n")); break;
            case 5: bytes.InsertRange(at, "\r\n\r\n"u8.ToArray()); break;
            default: Digit(bytes, random); break;
        }
        if (bytes.Count == 0) bytes.Add(0);
    }

    // Another length in one of the headers.
    private static void Digit(List<byte> bytes, Random random)
    {
        var text = Encoding.Latin1.GetString([.. bytes]);
        var at = text.IndexOf("Content-Length: ", random.Next(text.Length), StringComparison.Ordinal);
        if (at >= 0 && at + 16 < bytes.Count) bytes[at + 16] = (byte)('0' + random.Next(10));
    }
}
