using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Disk.Tests;

public sealed class DiskFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    [Fact]
    public void A_written_file_replaces_the_old_one_and_leaves_nothing_else()
    {
        var files = new DiskFiles();
        files.Write(At("out", "a.bin"), stream => stream.Write([1, 2, 3]));
        files.Write(At("out", "a.bin"), stream => stream.Write([4]));
        Assert.Equal([4], File.ReadAllBytes(At("out", "a.bin")));
        Assert.Equal(["a.bin"], files.List(At("out")));
    }

    [Fact]
    public void A_failing_write_keeps_the_old_file_and_leaves_no_temporary_one()
    {
        var files = new DiskFiles();
        files.Write(At("a.bin"), stream => stream.Write([1]));
        Assert.Throws<InvalidOperationException>(() => files.Write(At("a.bin"), stream =>
        {
            stream.Write([2, 2]);
            throw new InvalidOperationException("stopped half way");
        }));
        Assert.Equal([1], File.ReadAllBytes(At("a.bin")));
        Assert.Equal(["a.bin"], files.List(_folder));
    }

    [Fact]
    public void Stamps_tell_missing_file_and_folder_apart()
    {
        File.WriteAllText(At("f"), "abc");
        var files = new DiskFiles();
        Assert.Equal(FileKind.Missing, files.Stamp(At("none")).Kind);
        Assert.Equal(FileKind.Missing, files.Stamp(At("nul\0byte")).Kind);
        Assert.Equal(FileKind.Folder, files.Stamp(_folder).Kind);
        Assert.Equal((FileKind.File, 3), (files.Stamp(At("f")).Kind, files.Stamp(At("f")).Length));
    }

    [Fact]
    public void A_device_is_looked_at_without_opening_it() => Assert.Equal((FileKind.File, 0), (new DiskFiles().Stamp("/dev/tty").Kind, new DiskFiles().Stamp("/dev/tty").Length));

    [Fact]
    public void A_file_cut_short_while_it_is_open_is_a_format_error_and_not_a_crash()
    {
        File.WriteAllBytes(At("m"), new byte[1000]);
        using var source = new HandleByteSource(At("m"));
        using (var stream = new FileStream(At("m"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) stream.SetLength(10);
        var error = Assert.Throws<ModelFormatException>(() => source.Read(5, new byte[100]));
        Assert.Equal(10, error.Offset);
    }

    public static TheoryData<string, bool> Confined => new()
    {
        { "w/a.tflite", true }, { "w/../w/a", true }, { "w", true }, { "secret", false }, { "w/../secret", false }, { "w2/a", false },
        { "w/link/a", false }, { "w/link", false }, { "w/inner/a", true }, { "w/new/folder/a", true }, { "w/loop/a", false },
    };

    [Theory]
    [MemberData(nameof(Confined))]
    public void A_confined_source_reads_and_writes_only_below_its_folder(string path, bool allowed)
    {
        Directory.CreateDirectory(At("w", "real"));
        File.CreateSymbolicLink(At("w", "link"), _folder);
        File.CreateSymbolicLink(At("w", "inner"), "real");
        File.CreateSymbolicLink(At("w", "loop"), "../w2/loop");
        Directory.CreateDirectory(At("w2"));
        File.CreateSymbolicLink(At("w2", "loop"), "../w/loop");
        var files = new DiskFiles([At("w")]);
        Assert.Equal(allowed, files.Refuses(Path.Combine(_folder, path)) is null);
        if (!allowed) Assert.Throws<UnauthorizedAccessException>(() => files.Write(Path.Combine(_folder, path), _ => { }));
    }
}
