using System.Text;

namespace OptRecipe.LanguageServer.Documents;

/// <summary>A document's URI as LSP means it. Equal when they name the same document, however they are spelled (<c>c:</c> and <c>C%3A</c>, encoded or not); <see cref="ToString"/> gives
/// the client's spelling back. System.Uri is not used: it reads Windows paths differently on other systems and cuts at a raw <c>#</c>.</summary>
public sealed class DocumentUri : IEquatable<DocumentUri>
{
    private const int MaxLength = 32 << 10;
    private readonly string _spelling;
    private readonly string _key;

    private DocumentUri(string spelling, string scheme, string authority, string path)
    {
        _spelling = spelling;
        Scheme = scheme;
        _key = $"{scheme}://{authority}{path}";
        LocalPath = scheme == "file" ? ToLocal(authority, path) : null;
        Name = path[(path.LastIndexOf('/') + 1)..];
    }

    public string Scheme { get; }
    /// <summary>The path on this computer; null unless the scheme is <c>file</c>.</summary>
    public string? LocalPath { get; }
    /// <summary>The last part of the path, decoded.</summary>
    public string Name { get; }
    public bool IsRecipe => Name.EndsWith(".optrecipe.yaml", StringComparison.OrdinalIgnoreCase) || Name.EndsWith(".optrecipe.yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for what is no absolute URI.</summary>
    public static DocumentUri? TryParse(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 1 || text.Length > MaxLength || !char.IsAsciiLetter(text[0])) return null;
        var scheme = text[..colon].ToLowerInvariant();
        foreach (var unit in scheme)
        {
            if (!char.IsAsciiLetterOrDigit(unit) && unit is not ('+' or '-' or '.')) return null;
        }
        var rest = text[(colon + 1)..];
        var authority = "";
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var end = rest.IndexOf('/', 2);
            authority = Decode(end < 0 ? rest[2..] : rest[2..end]).ToLowerInvariant();
            rest = end < 0 ? "/" : rest[end..];
        }
        var path = Decode(rest);
        if (path.Length == 0 || path.Contains('\0') || (scheme == "file" && path[0] != '/')) return null;
        if (scheme == "file" && authority == "localhost") authority = "";
        // Drive letters have no case.
        if (path.Length >= 3 && path[0] == '/' && path[2] == ':' && char.IsAsciiLetter(path[1])) path = $"/{char.ToLowerInvariant(path[1])}{path[2..]}";
        return new(text, scheme, authority, path);
    }

    public static DocumentUri OfPath(string absolutePath)
    {
        var path = Path.DirectorySeparatorChar == '\\' ? absolutePath.Replace('\\', '/') : absolutePath;
        var isNetwork = path.StartsWith("//", StringComparison.Ordinal) && Path.DirectorySeparatorChar == '\\';
        var spelling = new StringBuilder(isNetwork ? "file:" : path.StartsWith('/') ? "file://" : "file:///");
        foreach (var unit in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || "/-._~"u8.IndexOf(unit) >= 0) spelling.Append((char)unit);
            else spelling.Append($"%{unit:X2}");
        }
        return TryParse(spelling.ToString()) ?? throw new ArgumentException($"`{absolutePath}` is not an absolute path", nameof(absolutePath));
    }

    public bool Equals(DocumentUri? other) => other is not null && _key == other._key;
    public override bool Equals(object? obj) => Equals(obj as DocumentUri);
    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
    public override string ToString() => _spelling;

    private static string? ToLocal(string authority, string path)
    {
        if (Path.DirectorySeparatorChar == '/') return authority.Length == 0 ? path : null;
        var local = path.Replace('/', '\\');
        if (authority.Length > 0) return $@"\\{authority}{local}";
        return local.Length >= 3 && local[2] == ':' ? local[1..] : null;
    }

    private static string Decode(string text)
    {
        if (!text.Contains('%')) return text;
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(System.Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
            }
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
