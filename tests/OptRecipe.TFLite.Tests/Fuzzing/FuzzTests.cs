using System.Buffers.Binary;
using OptRecipe.TFLite.Tests.Files;

namespace OptRecipe.TFLite.Tests.Fuzzing;

public sealed class FuzzTests
{
    /// <summary>12,000 damaged files, or a million with OPTRECIPE_LONG=1.</summary>
    [Fact]
    public void X08_a_damaged_file_gives_a_model_or_says_where_it_is_damaged()
    {
        var mutants = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 1_000_000 : 12_000;
        var files = ModelFiles.In(ModelFiles.Corpus).Select(File.ReadAllBytes).Append(UnknownPartsTests.NewerFile()).ToArray();
        var mutator = new Mutator(20261121);
        int models = 0, refusals = 0;
        for (var index = 0; index < mutants; index++)
        {
            var bytes = mutator.Mutate(files[index % files.Length]);
            if (FuzzTarget.Check(bytes, index)) models++;
            else refusals++;
        }
        Assert.All(Enum.GetValues<Damage>(), damage => Assert.True(mutator.Counts[(int)damage] > mutants / 50, $"{damage}"));
        Assert.True(models > mutants / 20 && refusals > mutants / 20, $"{models} models and {refusals} refusals judge too little");
    }

    [Fact]
    public void X08_every_cut_of_a_file_gives_a_model_or_says_where_it_ends()
    {
        var bytes = File.ReadAllBytes(Directory.GetFiles(Path.Combine(ModelFiles.Corpus, "kernels"), "conv_2d__*.tflite").Order().First());
        for (var length = 0; length < bytes.Length; length++) FuzzTarget.Check(bytes[..length], length);
    }

    /// <summary>A list whose entries all lead to the same large table would unfold a small file into a large model.</summary>
    [Fact]
    public void A_bomb_of_overlapping_objects_is_refused()
    {
        var bytes = new byte[2_000_000];
        "TFL3"u8.CopyTo(bytes.AsSpan(4));
        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        Write(0, 40); // root table at 40, vtable at 8 with field 2, the subgraphs
        bytes[8] = 10; bytes[10] = 8; bytes[16 - 2] = 0; bytes[8 + 4 + 4] = 4;
        Write(40, 32);
        Write(44, 8); // the vector of subgraphs at 52: 300,000 entries, all the root table itself
        Write(52, 300_000);
        for (var entry = 0; entry < 300_000; entry++) Write(56 + 4 * entry, 1_300_000 - (56 + 4 * entry));
        Write(1_300_000, 1_300_000 - 20); // a table with a name of 600,000 bytes, vtable at 20
        bytes[20] = 14; bytes[22] = 8; bytes[20 + 12] = 4;
        Write(1_300_004, 8);
        Write(1_300_012, 600_000);
        Assert.Contains("unfolds", Assert.Throws<ModelFormatException>(() => ModelFiles.Read(bytes)).Reason, StringComparison.Ordinal);
        FuzzTarget.Check(bytes, 0);
    }

    /// <summary>One vtable of 30,000 slots, shared by as many tables as fit.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_wide_vtable_that_many_tables_share_is_refused(byte slot)
    {
        const int slots = 30_000, tables = 100_000, root = 70_000;
        var bytes = new byte[1_000_000];
        "TFL3"u8.CopyTo(bytes.AsSpan(4));
        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        Write(0, root);
        Write(root, root - 65_000);
        bytes[65_000] = 10; bytes[65_002] = 8; bytes[65_008] = 4;
        Write(root + 4, 4);
        Write(root + 8, tables); // subgraphs, each a table of 8 bytes with the wide vtable at 8
        bytes[8] = (4 + 2 * slots) & 255; bytes[9] = (4 + 2 * slots) >> 8; bytes[10] = 8;
        for (var index = 10; index < slots; index++) bytes[12 + 2 * index] = slot;
        for (var index = 0; index < tables; index++)
        {
            var at = 500_000 + 4 * index;
            Write(root + 12 + 4 * index, at - (root + 12 + 4 * index));
            Write(at, at - 8);
        }
        Assert.Contains("unfolds", Assert.Throws<ModelFormatException>(() => ModelFiles.Read(bytes)).Reason, StringComparison.Ordinal);
        FuzzTarget.Check(bytes, 0);
    }
}
