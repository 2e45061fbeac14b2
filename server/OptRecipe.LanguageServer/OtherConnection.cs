using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;

namespace OptRecipe.LanguageServer;

/// <summary>A socket or a pipe instead of the standard streams. A class of its own, because who only starts with the standard streams must not load what this needs.</summary>
internal static class OtherConnection
{
    private const int PipeMilliseconds = 5000;

    /// <exception cref="IOException">Nobody listens there.</exception>
    public static Stream Open(CommandLine line)
    {
        try
        {
            if (line.Port is { } port) return Connected(new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, new IPEndPoint(IPAddress.Loopback, port));
            var pipe = line.Pipe ?? throw new ArgumentException("neither a port nor a pipe", nameof(line));
            if (!OperatingSystem.IsWindows()) return Connected(new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(pipe));
            var named = new NamedPipeClientStream(".", pipe.Replace(@"\\.\pipe\", "", StringComparison.Ordinal), PipeDirection.InOut);
            named.Connect(PipeMilliseconds);
            return named;
        }
        catch (SocketException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    private static NetworkStream Connected(Socket socket, EndPoint end)
    {
        socket.Connect(end);
        return new(socket, ownsSocket: true);
    }
}
