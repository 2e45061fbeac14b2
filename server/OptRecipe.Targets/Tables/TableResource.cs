using System.Buffers;
using System.Reflection;
using System.Text;

namespace OptRecipe.Targets.Tables;

/// <summary>The tables as they lie in the assembly: one YAML file a target. Nothing is read before it is asked for.</summary>
internal static class TableResource
{
    private const string Prefix = "tables/";
    private static readonly Assembly Assembly = typeof(TableResource).Assembly;

    /// <summary>The file names without <c>.yaml</c>, sorted.</summary>
    public static IEnumerable<string> Names => Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..^".yaml".Length])
        .Order(StringComparer.Ordinal);

    public static TableNode Read(string name, string? stopBefore = null)
    {
        using var stream = Assembly.GetManifestResourceStream($"{Prefix}{name}.yaml") ?? throw new KeyNotFoundException($"there is no table `{name}`");
        var bytes = ArrayPool<byte>.Shared.Rent((int)stream.Length);
        var chars = ArrayPool<char>.Shared.Rent((int)stream.Length);
        try
        {
            var length = (int)stream.Length;
            stream.ReadExactly(bytes, 0, length);
            var count = Encoding.UTF8.GetChars(bytes.AsSpan(0, length), chars);
            return TableText.Read(chars.AsSpan(0, count), stopBefore);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
