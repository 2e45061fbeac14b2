namespace OptRecipe.Lsp.Framing;

/// <summary>Cuts a stream into frames. A bad header block is skipped with one line to <paramref name="log"/>; three in a row, or 64 KiB without a good one, end the stream with
/// a <see cref="FramingException"/>. Memory follows the bytes that arrived, never a claimed length. For one thread.</summary>
public sealed class FrameReader(Stream input, TimeProvider time, Action<string> log) : IDisposable
{
    public const int MaxHeaderBytes = 64 << 10;
    private const int MaxBadBlocks = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly byte[] _buffer = new byte[MaxHeaderBytes];
    private readonly HeaderBlock _block = new();
    private int _start, _end, _headerBytes, _badBlocks;
    private bool _inBody;
    private byte[] _body = [];
    private int _bodyLength, _expected;
    private ITimer? _timer;

    /// <summary>Whether the stream ended, and if so whether in the middle of a frame.</summary>
    public bool EndedInsideFrame { get; private set; }

    /// <summary>The next frame; null when the stream has ended.</summary>
    public Frame? Read()
    {
        Frame frame;
        while (!TryReadBuffered(out frame))
        {
            if (!Fill()) return null;
        }
        return frame;
    }

    /// <summary>A frame that has arrived completely; never waits.</summary>
    public bool TryReadBuffered(out Frame frame)
    {
        frame = default;
        while (!_inBody)
        {
            var waiting = _buffer.AsSpan(_start, _end - _start);
            var lineEnd = waiting.IndexOf((byte)'\n');
            if (_headerBytes + (lineEnd < 0 ? waiting.Length : lineEnd + 1) >= MaxHeaderBytes)
                throw new FramingException($"no `Content-Length` header in {MaxHeaderBytes} bytes");
            if (lineEnd < 0) return false;
            _start += lineEnd + 1;
            _headerBytes += lineEnd + 1;
            TakeLine(waiting[..lineEnd].TrimEnd((byte)'\r'));
        }
        TakeBody();
        if (_bodyLength < _expected) return false;
        frame = _block.ForeignCharset is { } charset ? new(default, $"the character set is `{charset}`, expected `utf-8`") : new(_body, null);
        _inBody = false;
        _body = [];
        _block.Clear();
        return true;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (!line.IsEmpty)
        {
            if (_block.Add(line)) log("a header follows a body directly, as if `Content-Length` had been too small");
            return;
        }
        if (_block.IsEmpty) return;
        if (_block.Problem is null && _block.Length is { } length)
        {
            _inBody = true;
            _bodyLength = 0;
            _expected = (int)length;
            _body = length <= _buffer.Length ? new byte[length] : new byte[_buffer.Length];
            _headerBytes = 0;
            _badBlocks = 0;
            return;
        }
        var problem = _block.Problem ?? "`Content-Length` is missing";
        if (++_badBlocks == MaxBadBlocks) throw new FramingException($"{MaxBadBlocks} header blocks in a row cannot be read, the last one because {problem}");
        log($"a header block is skipped: {problem}");
        _block.Clear();
    }

    private void TakeBody()
    {
        var count = Math.Min(_end - _start, _expected - _bodyLength);
        EnsureBody(_bodyLength + count);
        _buffer.AsSpan(_start, count).CopyTo(_body.AsSpan(_bodyLength));
        _start += count;
        _bodyLength += count;
        if (_bodyLength == _expected && _body.Length != _bodyLength) Array.Resize(ref _body, _bodyLength);
    }

    private void EnsureBody(int length)
    {
        if (length > _body.Length) Array.Resize(ref _body, (int)Math.Min(_expected, Math.Max(length, _body.Length * 2L)));
    }

    private bool Fill()
    {
        var isPartial = _inBody || _end > _start || !_block.IsEmpty;
        if (isPartial) Watch(Patience);
        int count;
        if (_inBody && _start == _end)
        {
            EnsureBody(Math.Min(_expected, _bodyLength + _buffer.Length));
            count = input.Read(_body, _bodyLength, Math.Min(_body.Length, _expected) - _bodyLength);
            _bodyLength += count;
        }
        else
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }
            count = input.Read(_buffer, _end, _buffer.Length - _end);
            _end += count;
        }
        if (isPartial) Watch(Timeout.InfiniteTimeSpan);
        if (count == 0) EndedInsideFrame = isPartial;
        return count > 0;
    }

    private void Watch(TimeSpan due)
    {
        _timer ??= time.CreateTimer(_ => log($"a frame has been incomplete for {Patience.TotalSeconds} s"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer?.Dispose();
}
