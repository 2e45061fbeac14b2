using System.Text;

namespace OptRecipe.Lsp.Framing;

/// <summary>Writes whole frames in the order they were given, from one thread of its own, so that nobody who answers ever waits for the reader on the other side. Thread-safe.</summary>
public sealed class OutgoingQueue : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<byte[]> _frames = new();
    private readonly Stream _output;
    private long _pendingBytes;
    private bool _broken, _isEnded;

    /// <param name="broken">Called once, from the writing thread, when the other side no longer reads.</param>
    public OutgoingQueue(Stream output, Action<IOException> broken)
    {
        _output = output;
        new Thread(() => Write(broken)) { IsBackground = true, Name = "writer" }.Start();
    }

    /// <summary>Bytes that wait to be written.</summary>
    public long PendingBytes => Interlocked.Read(ref _pendingBytes);

    /// <summary>A body of UTF-8 JSON with its header in front.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[64];
        Encoding.ASCII.TryGetBytes($"Content-Length: {body.Length}\r\n\r\n", header, out var length);
        return [.. header[..length], .. body];
    }

    /// <summary>Never waits; after the other side has gone, frames are dropped.</summary>
    public void Send(byte[] frame)
    {
        lock (_gate)
        {
            if (_broken || _isEnded) return;
            _frames.Enqueue(frame);
            _pendingBytes += frame.Length;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until everything sent so far is written; false when that takes longer.</summary>
    public bool Drain(TimeSpan patience)
    {
        var start = Environment.TickCount64;
        lock (_gate)
        {
            while (_pendingBytes > 0)
            {
                var left = patience - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left)) return _pendingBytes == 0;
            }
        }
        return true;
    }

    /// <summary>What was sent is still written; then the thread ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnded = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Write(Action<IOException> broken)
    {
        try
        {
            while (Next() is { } frame)
            {
                _output.Write(frame);
                _output.Flush();
                lock (_gate)
                {
                    _pendingBytes -= frame.Length;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            lock (_gate)
            {
                _broken = true;
                _frames.Clear();
                _pendingBytes = 0;
                Monitor.PulseAll(_gate);
            }
            broken(e as IOException ?? new IOException(e.Message, e));
        }
    }

    private byte[]? Next()
    {
        lock (_gate)
        {
            while (_frames.Count == 0 && !_isEnded) Monitor.Wait(_gate);
            return _frames.TryDequeue(out var frame) ? frame : null;
        }
    }
}
