using System.Text;
using OptRecipe.Data.NumPy;
using OptRecipe.Testing;

namespace OptRecipe.Data.Tests.NumPy;

public sealed class NumPyTests
{
    private static byte[] File(string header, byte[] data, byte version = 1)
    {
        var text = Encoding.UTF8.GetBytes(header);
        byte[] length = version == 1 ? [(byte)text.Length, (byte)(text.Length >> 8)] : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', version, 0, .. length, .. text, .. data];
    }

    private static string Header(string type, string shape, string order = "False") => $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}\n";

    private static byte[] Written(NumPyArray array)
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, array);
        return stream.ToArray();
    }

    public static TheoryData<string, int> Types => new()
    {
        { "|b1", 1 }, { "|i1", 1 }, { "<i2", 2 }, { "<i4", 4 }, { "<i8", 8 }, { "|u1", 1 }, { "<u2", 2 }, { "<u4", 4 }, { "<u8", 8 },
        { "<f2", 2 }, { "<f4", 4 }, { "<f8", 8 }, { "<c8", 8 }, { "<c16", 16 }, { "<U3", 12 },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_read_and_written_back(string type, int elementBytes)
    {
        var data = Enumerable.Range(0, 6 * elementBytes).Select(index => (byte)index).ToArray();
        foreach (byte version in new byte[] { 1, 2, 3 })
        {
            var array = NpyFile.Read(File(Header(type, "(2, 3)"), data, version));
            Assert.Equal((type[1..], 6, elementBytes), (array.Type.ToString(), array.Count, array.Type.ElementBytes));
            Assert.Equal([2, 3], array.Shape);
            Assert.Equal(data, array.Bytes);
            var again = Written(array);
            Assert.Equal(0, (again.Length - data.Length) % 64);
            Assert.Equal(type, NpyFile.Read(again).Type.Description);
            Assert.Equal(data, NpyFile.Read(again).Bytes);
        }
    }

    /// <summary>As NumPy's format page says: spaces and one line break fill the header up to a multiple of 64.</summary>
    [Fact]
    public void A_written_file_has_the_layout_of_the_format()
    {
        var expected = File("{'descr': '|i1', 'fortran_order': False, 'shape': (2,), }".PadRight(117) + "\n", [1, 2]);
        Assert.Equal(expected, Written(new(new('i', 1), [2], [1, 2])));
    }

    [Fact]
    public void Scalars_empty_arrays_and_old_headers_are_read()
    {
        Assert.Empty(NpyFile.Read(File(Header("<f4", "()"), new byte[4])).Shape);
        Assert.Equal([0, 7], NpyFile.Read(File(Header("<f4", "(0, 7)"), [])).Shape);
        Assert.Equal([3], NpyFile.Read(File("{\"shape\": (3L,), \"fortran_order\": False, \"descr\": \"|u1\"}", [1, 2, 3])).Shape);
    }

    [Fact]
    public void Fortran_order_becomes_C_order()
    {
        // NumPy stores arange(12).reshape(2, 3, 2) column by column.
        var array = NpyFile.Read(File(Header("|u1", "(2, 3, 2)", "True"), [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]));
        Assert.Equal(Enumerable.Range(0, 12).Select(index => (byte)index), array.Bytes);
    }

    [Fact]
    public void Texts_are_read_and_written()
    {
        var array = NumPyArray.OfStrings(["a", "", "Größe 🙂"], [3]);
        Assert.Equal("U7", array.Type.ToString());
        Assert.Equal(["a", "", "Größe 🙂"], NpyFile.Read(Written(array)).ToStrings());
    }

    public static TheoryData<string, byte[]> Wrong => new()
    {
        { "does not begin", [] },
        { "does not begin", "PK\u0003\u0004 not a single array"u8.ToArray() },
        { "versions 1.0 to 3.0", File(Header("<f4", "(1,)"), new byte[4], 4) },
        { "ends within the header", File(Header("<f4", "(1,)"), [])[..40] },
        { "big-endian", File(Header(">f4", "(1,)"), new byte[4]) },
        { "`|O`", File(Header("|O", "(1,)"), new byte[4]) },
        { "`<U0`", File(Header("<U0", "(2000000000,)"), []) },
        { "`<U999999999`", File(Header("<U999999999", "(1,)"), []) },
        { "records", File("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", new byte[4]) },
        { "does not name", File("{'descr': '<f4', 'shape': (1,)}", new byte[4]) },
        { "no number", File(Header("<f4", "(-1,)"), new byte[4]) },
        { "no number", File(Header("<f4", "(99999999999,)"), new byte[4]) },
        { "more than a file", File(Header("<f4", "(2147483647, 2147483647, 2147483647)"), new byte[4]) },
        { "takes 8000000 bytes; 4 follow", File(Header("<f8", "(1000000,)"), new byte[4]) },
        { "takes 4 bytes; 8 follow", File(Header("<f4", "(1,)"), new byte[8]) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void X09_what_is_no_array_is_one_sentence(string words, byte[] bytes) =>
        Assert.Contains(words, Assert.Throws<NumPyFormatException>(() => NpyFile.Read(bytes)).Message, StringComparison.Ordinal);

    private static byte[] Archive(params (string Name, NumPyArray Array)[] arrays)
    {
        using var stream = new MemoryStream();
        NpzArchive.Write(stream, arrays.Select(row => KeyValuePair.Create(row.Name, row.Array)));
        return stream.ToArray();
    }

    [Fact]
    public void Archives_keep_names_order_and_bytes_and_are_the_same_each_time()
    {
        var (one, two) = (new NumPyArray(new('i', 2), [2], [1, 2, 3, 4]), new NumPyArray(new('f', 4), [], [0, 0, 128, 63]));
        var bytes = Archive(("b", one), ("a", two));
        Assert.Equal(bytes, Archive(("b", one), ("a", two)));
        using var archive = new NpzArchive(new MemoryStream(bytes));
        Assert.Equal(["b", "a"], archive.Names);
        Assert.Equal([1f], archive.Read("a").ToSingles());
        Assert.Equal([1, 2, 3, 4], archive.Read("b").Bytes);
        Assert.Contains("`c`", Assert.Throws<NumPyFormatException>(() => archive.Read("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_arrays_of_one_name_are_refused()
    {
        var array = new NumPyArray(new('i', 1), [1], [1]);
        Assert.Contains("two arrays", Assert.Throws<NumPyFormatException>(() => new NpzArchive(new MemoryStream(Archive(("a", array), ("a", array))))).Message, StringComparison.Ordinal);
    }

    /// <summary>Each truncation and seeded bit flips: an error of ours or an array, never another exception and never more memory than the file can hold.</summary>
    [Fact]
    public void Hostile_bytes_are_an_error_of_ours_or_an_array()
    {
        var arrays = Archive(("x", new(new('f', 4), [4, 8], new byte[128])), ("y", NumPyArray.OfStrings(["ab", "c"], [2])));
        var single = Written(new(new('i', 4), [2, 5], new byte[40]));
        var random = new Random(7);
        for (var round = 0; round < 4000; round++)
        {
            foreach (var whole in new[] { arrays, single })
            {
                var bytes = round < whole.Length ? whole[..round] : (byte[])whole.Clone();
                if (bytes.Length == 0) continue;
                for (var flips = round < whole.Length ? 0 : 1 + random.Next(4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    if (whole == single) NpyFile.Read(bytes);
                    else ReadAll(bytes);
                }
                catch (NumPyFormatException error)
                {
                    Assert.DoesNotContain('\n', error.Message);
                }
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
            }
        }

        static void ReadAll(byte[] bytes)
        {
            using var archive = new NpzArchive(new MemoryStream(bytes));
            foreach (var name in archive.Names) archive.Read(name);
        }
    }

    [Fact]
    public void Arrays_that_NumPy_wrote_are_read()
    {
        if (SharedFolder.Require("golden/kernels", 1) is not { } folder) return;
        var count = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.npz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, index) => index % 10 == 0))
        {
            using var archive = new NpzArchive(System.IO.File.OpenRead(path));
            foreach (var name in archive.Names) count += archive.Read(name).Shape.Length >= 0 ? 1 : 0;
        }
        Assert.InRange(count, 600, int.MaxValue);
    }
}
