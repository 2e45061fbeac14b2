namespace OptRecipe.Data.Bytes;

/// <summary>
/// Compressed bytes read by range. They unpack from front to back only, so the last pages are kept; going back further starts anew. Who reads from front to back, even several times, needs few
/// pages; whoever goes back more often gets <see cref="MostPages"/>, and what is smaller than that is then unpacked once.
/// </summary>
/// <param name="open">A stream at the first byte; called again to start anew.</param>
/// <param name="length">Unpacked bytes as the archive claims them; nothing of that size is allocated.</param>
/// <param name="turn">Held while the stream is read: entries of one archive share their file.</param>
internal sealed class UnpackedBytes(Func<Stream> open, long length, Lock turn) : IRandomBytes
{
    private const int PageBytes = 1 << 20;
    private const int FewPages = 8, MostPages = 64, FewReturns = 3;

    private readonly Dictionary<long, byte[]> _pages = [];
    private readonly Queue<long> _oldest = [];
    private Stream? _stream;
    private long _next;
    private int _returns;

    public long Length => length;

    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > length - destination.Length) throw new DataFormatException($"it ends at byte {length}, before what is read at byte {offset}");
        lock (turn)
        {
            while (!destination.IsEmpty)
            {
                var page = Page(offset / PageBytes).AsSpan((int)(offset % PageBytes));
                var count = Math.Min(page.Length, destination.Length);
                page[..count].CopyTo(destination);
                destination = destination[count..];
                offset += count;
            }
        }
    }

    public void Dispose()
    {
        lock (turn)
        {
            _stream?.Dispose();
            _pages.Clear();
        }
    }

    private byte[] Page(long index)
    {
        if (_pages.TryGetValue(index, out var known)) return known;
        try
        {
            if (_stream is null || index < _next)
            {
                if (_stream is not null) _returns++;
                _stream?.Dispose();
                (_stream, _next) = (open(), 0);
            }
            byte[] page;
            do
            {
                page = new byte[Math.Min(PageBytes, length - _next * PageBytes)];
                if (_stream.ReadAtLeast(page, page.Length, throwOnEndOfStream: false) < page.Length) throw new DataFormatException("it ends before the array does");
                Keep(_next, page);
            }
            while (_next++ < index);
            return page;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException or ObjectDisposedException)
        {
            throw new DataFormatException($"the zip archive is broken: {error.Message.TrimEnd('.')}", error);
        }
    }

    private void Keep(long index, byte[] page)
    {
        if (_pages.TryAdd(index, page)) _oldest.Enqueue(index);
        if (_oldest.Count > (_returns > FewReturns ? MostPages : FewPages)) _pages.Remove(_oldest.Dequeue());
    }
}
