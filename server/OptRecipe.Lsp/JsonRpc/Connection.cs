using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using OptRecipe.Lsp.Framing;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>How a request of ours ended. <paramref name="Result"/> is empty unless it succeeded.</summary>
/// <param name="Failure">The client's error, or that it did not answer in time; null when it succeeded.</param>
public readonly record struct ClientAnswer(ReadOnlyMemory<byte> Result, string? Failure);

/// <summary>Messages over two streams. Reading is for one thread; writing is thread-safe and never waits.</summary>
public sealed class Connection : IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000, SkipValidation = true };
    [ThreadStatic] private static ArrayBufferWriter<byte>? t_buffer;
    [ThreadStatic] private static Utf8JsonWriter? t_writer;

    private readonly FrameReader _frames;
    private readonly OutgoingQueue _outgoing;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly ConcurrentDictionary<RequestId, OutgoingRequest> _requests = new();
    private int _lastId;

    /// <param name="log">Takes one line about what was wrong on the wire.</param>
    /// <param name="broken">Called once when the client no longer reads.</param>
    public Connection(Stream input, Stream output, TimeProvider time, Action<string> log, Action<IOException> broken)
    {
        _frames = new(input, time, log);
        _outgoing = new(output, broken);
        _time = time;
        _log = log;
    }

    public long PendingBytes => _outgoing.PendingBytes;

    /// <summary>Waits for a message, then takes all that have arrived with it, in order; empty when the input has ended. Answers to our requests are delivered here, frames that are no
    /// messages are answered here; neither is returned. Throws <see cref="FramingException"/>.</summary>
    public List<IncomingMessage> ReadBatch()
    {
        var messages = new List<IncomingMessage>();
        while (messages.Count == 0)
        {
            if (_frames.Read() is not { } frame) return messages;
            do Take(frame, messages);
            while (_frames.TryReadBuffered(out frame));
        }
        return messages;
    }

    public void Answer(RequestId id, IJsonWritable? result) => Send((id, result), static (writer, it) =>
    {
        writer.WritePropertyName("id");
        it.id.WriteTo(writer);
        writer.Member("result", it.result);
    });

    /// <param name="id">Null for a frame that was no message.</param>
    public void AnswerError(RequestId? id, ErrorCode code, string message, IJsonWritable? data = null) => Send((id, code, message, data), static (writer, it) =>
    {
        writer.WritePropertyName("id");
        if (it.id is { } known) known.WriteTo(writer);
        else writer.WriteNullValue();
        writer.WriteStartObject("error");
        writer.WriteNumber("code", (int)it.code);
        writer.WriteString("message", it.message);
        writer.Optional("data", it.data);
        writer.WriteEndObject();
    });

    public void Notify(string method, IJsonWritable? parameters) => Send((method, parameters), static (writer, it) =>
    {
        writer.WriteString("method", it.method);
        writer.Optional("params", it.parameters);
    });

    /// <summary>Asks the client. <paramref name="done"/> is called exactly once, from the reading thread or, after <paramref name="patience"/>, from a timer.</summary>
    public void Request(string method, IJsonWritable? parameters, TimeSpan patience, Action<ClientAnswer> done)
    {
        var id = new RequestId(Interlocked.Increment(ref _lastId), null);
        var request = new OutgoingRequest(method, done);
        _requests[id] = request;
        request.Timer = _time.CreateTimer(_ => GiveUp(id), null, patience, Timeout.InfiniteTimeSpan);
        Send((id, method, parameters), static (writer, it) =>
        {
            writer.WritePropertyName("id");
            it.id.WriteTo(writer);
            writer.WriteString("method", it.method);
            writer.Optional("params", it.parameters);
        });
    }

    /// <summary>Waits until everything sent so far is written; false when that takes longer.</summary>
    public bool Drain(TimeSpan patience) => _outgoing.Drain(patience);

    public void Dispose()
    {
        _outgoing.Dispose();
        _frames.Dispose();
    }

    private void Take(Frame frame, List<IncomingMessage> messages)
    {
        var message = frame.Refusal is { } refusal ? new MalformedMessage(ErrorCode.ParseError, refusal) : MessageParser.Parse(frame.Body);
        if (message is MalformedMessage malformed) AnswerError(null, malformed.Code, malformed.Reason);
        else if (message is not AnswerMessage answer) messages.Add(message);
        else if (_requests.TryRemove(answer.Id, out var request)) Deliver(request, new(answer.Result, answer.Error));
        else _log($"an answer came to no open request, id {answer.Id}{(answer.Error is null ? "" : $": {answer.Error}")}");
    }

    private void GiveUp(RequestId id)
    {
        if (_requests.TryRemove(id, out var request)) Deliver(request, new(default, "no answer in time"));
    }

    private void Deliver(OutgoingRequest request, ClientAnswer answer)
    {
        request.Timer?.Dispose();
        if (answer.Failure is { } failure) _log($"the client did not do `{request.Method}`: {failure}");
        request.Done(answer);
    }

    private void Send<T>(T content, Action<Utf8JsonWriter, T> write)
    {
        var buffer = t_buffer ??= new(4096);
        var writer = t_writer ??= new(buffer, WriterOptions);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        try
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            write(writer, content);
            writer.WriteEndObject();
            writer.Flush();
            _outgoing.Send(OutgoingQueue.Frame(buffer.WrittenSpan));
        }
        finally
        {
            // A long answer must not keep its memory for ever.
            if (buffer.Capacity > 1 << 20) (t_buffer, t_writer) = (null, null);
        }
    }

    private sealed class OutgoingRequest(string method, Action<ClientAnswer> done)
    {
        public string Method { get; } = method;
        public Action<ClientAnswer> Done { get; } = done;
        public ITimer? Timer { get; set; }
    }
}
