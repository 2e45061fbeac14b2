// Packs a .vsix again with the tightest deflate of .NET, which takes 4 % off what vsce's leaves: `dotnet run client/scripts/repack.cs -- FILE`.
using System.IO.Compression;

var packed = args[0] + ".tmp";
using (var from = ZipFile.OpenRead(args[0]))
using (var to = ZipFile.Open(packed, ZipArchiveMode.Create))
{
    foreach (var entry in from.Entries)
    {
        var copy = to.CreateEntry(entry.FullName, CompressionLevel.SmallestSize);
        (copy.LastWriteTime, copy.ExternalAttributes) = (entry.LastWriteTime, entry.ExternalAttributes);
        using var source = entry.Open();
        using var target = copy.Open();
        source.CopyTo(target);
    }
}
File.Move(packed, args[0], overwrite: true);
