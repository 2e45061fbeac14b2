namespace OptRecipe.Disk.Tests;

public sealed class UserCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_again()
    {
        new UserCache(Path.Combine(_folder, "new")).Write("a.ranges", [1, 2, 3]);
        Assert.Equal([1, 2, 3], new UserCache(Path.Combine(_folder, "new")).Read("a.ranges"));
        Assert.Null(new UserCache(Path.Combine(_folder, "new")).Read("b.ranges"));
    }

    [Fact]
    public void A_folder_that_cannot_be_used_only_forgets()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var cache = new UserCache(Path.Combine(_folder, "file"));
        cache.Write("a.ranges", [1]);
        Assert.Null(cache.Read("a.ranges"));
    }

    [Fact]
    public void The_oldest_entries_go()
    {
        var cache = new UserCache(_folder);
        for (var index = 0; index < 500; index++)
        {
            var path = Path.Combine(_folder, $"{index}.ranges");
            File.WriteAllBytes(path, [1]);
            File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(index));
        }
        File.WriteAllBytes(Path.Combine(_folder, "other.txt"), [1]);
        cache.Write("new.ranges", [2]);
        Assert.Null(cache.Read("0.ranges"));
        Assert.Equal([1], cache.Read("1.ranges"));
        Assert.Equal([2], cache.Read("new.ranges"));
        Assert.Equal(501, Directory.GetFiles(_folder).Length);
    }
}
