using System.Buffers.Binary;
using System.Text;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.Examples;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Samples;
using OptRecipe.Data.Tables;
using OptRecipe.Data.Tests.Images;
using OptRecipe.Testing;

namespace OptRecipe.Data.Tests.Fuzz;

/// <summary>Every reader meets damaged files: an exception of ours or a result, never anything else, and no more memory than the file can be the reason of. OPTRECIPE_LONG=1 makes fifty times as many.</summary>
public sealed class HostileFileTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 20_000 : 400;

    /// <summary>A byte of a packed file may claim 1032 bytes of values, of a JPEG eight blocks of 64 coefficients and their samples.</summary>
    private const long MostExpansion = 4096;

    public static TheoryData<string> Files => [.. Directory.GetFiles(SharedFolder.InRepository("tests", "corpus", "images")).Select(path => Path.GetFileName(path)), "array.npy", "arrays.npz", "table.csv", "examples.tfrecord"];

    [Theory, MemberData(nameof(Files))]
    public void X09_a_damaged_file_is_an_exception_of_ours_or_a_result(string file)
    {
        var whole = Whole(file);
        Read(file, whole);
        var random = new Random(file.Length * 31 + file[0]);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damage(random, whole);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(file, bytes);
            }
            catch (DataFormatException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < (bytes.Length + 64) * MostExpansion + (4 << 20), $"round {round}: {allocated} bytes for a file of {bytes.Length}");
        }
    }

    private static byte[] Damage(Random random, byte[] whole)
    {
        if (random.Next(4) == 0) return whole[..random.Next(whole.Length)];
        var bytes = whole.ToArray();
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            // Structure stands at the start and, in archives, at the end.
            var at = random.Next(3) switch { 0 => random.Next(Math.Min(bytes.Length, 256)), 1 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 128)), _ => random.Next(bytes.Length) };
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(bytes[at] ^ (1 << random.Next(8))) };
        }
        return bytes;
    }

    private static void Read(string file, byte[] bytes)
    {
        switch (Path.GetExtension(file))
        {
            case ".npy" or ".npz":
                using (var samples = ArraySamples.Open(file, new MemoryBytes(bytes), [], new(2, false)))
                    for (var index = 0; index < Math.Min(samples.Count, 4); index++) foreach (var name in samples.Arrays) samples.Read(index, name);
                break;
            case ".csv":
                var table = new CsvSamples(file, CsvTable.Read(bytes), null, (_, pattern) => pattern == "*");
                for (var index = 0; index < table.Count; index++) foreach (var name in table.Arrays) table.Read(index, name);
                break;
            case ".tfrecord":
                // The checksums are made right again for half of the files: else nothing behind them is reached.
                if (bytes.Length > 16 && bytes[^1] % 2 == 0) bytes = ExampleWriter.Record(bytes[12..^4]);
                using (var records = new ExampleSamples(file, new RecordFile(new MemoryBytes(bytes))))
                    for (var index = 0; index < records.Count; index++) foreach (var name in records.Arrays) records.Read(index, name);
                break;
            case ".png" when bytes.Length > 8 && bytes[^1] % 2 == 0: GoldenFileTests.Read(WithChecksums(bytes), file); break;
            default: GoldenFileTests.Read(bytes, file); break;
        }
    }

    /// <summary>A PNG whose chunks fit their checksums again, as far as there are chunks.</summary>
    private static byte[] WithChecksums(byte[] png)
    {
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12) break;
            var crc = uint.MaxValue;
            foreach (var value in png.AsSpan(at + 4, (int)length + 4))
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
            }
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + (int)length), ~crc);
            at += 12 + (int)length;
        }
        return png;
    }

    private static byte[] Whole(string file)
    {
        switch (file)
        {
            case "table.csv": return Encoding.UTF8.GetBytes("a,\"b \"\"c\",d\n1,2,x\n3,\"4\",\"y, z\"\n");
            case "examples.tfrecord": return ExampleWriter.File(("f", ExampleWriter.Floats(1, 2, 3)), ("i", ExampleWriter.Ints(1, 300, -1)), ("p", ExampleWriter.Bytes(File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "images", "one_bit.png")))));
        }
        if (!file.StartsWith("array", StringComparison.Ordinal)) return File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "images", file));
        var array = new NumPyArray(new('f', 4), [6, 5, 4], new byte[480]);
        using var stream = new MemoryStream();
        if (file == "array.npy") NpyFile.Write(stream, array);
        else NpzArchive.Write(stream, [new("x", array), new("y", new(new('i', 4), [6], new byte[24]))]);
        return stream.ToArray();
    }
}
