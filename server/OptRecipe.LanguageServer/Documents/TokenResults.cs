namespace OptRecipe.LanguageServer.Documents;

/// <summary>The tokens that a client was sent last, so that the next answer is a difference. Few documents are remembered; of a forgotten one everything is sent again. Thread-safe.</summary>
public sealed class TokenResults
{
    private const int MostDocuments = 16;
    private readonly Lock _gate = new();
    private readonly Dictionary<DocumentUri, (string Id, int[] Data)> _last = [];
    private int _count;

    /// <returns>The id of the result.</returns>
    public string Keep(DocumentUri uri, int[] data)
    {
        lock (_gate)
        {
            if (_last.Count >= MostDocuments && !_last.ContainsKey(uri)) _last.Clear();
            var id = $"{++_count}";
            _last[uri] = (id, data);
            return id;
        }
    }

    /// <summary>Null when that result is not the last one any more.</summary>
    public int[]? Find(DocumentUri uri, string id)
    {
        lock (_gate) return _last.TryGetValue(uri, out var last) && last.Id == id ? last.Data : null;
    }
}
