namespace OptRecipe.LanguageServer;

public enum ProgramMode { Serve, Worker, Version, Help, Settings, Wrong }

/// <summary>What the executable is asked to be.</summary>
/// <param name="Pipe">Name of a pipe (Windows) or path of a socket; null: standard streams, or <paramref name="Port"/>.</param>
/// <param name="ClientProcessId">The process whose death ends the server, known before <c>initialize</c>.</param>
/// <param name="Problem">With <see cref="ProgramMode.Wrong"/>: the argument that is not understood.</param>
public sealed record CommandLine(ProgramMode Mode, string? Pipe, int? Port, int? ClientProcessId, string Problem)
{
    public const string Help = """
        optrecipe-server: the language server of OptRecipe. An editor starts it; it speaks the language server protocol.

          --stdio                 over standard input and output (default)
          --pipe=NAME             over a named pipe or a Unix socket
          --socket=PORT           over TCP to this computer
          --clientProcessId=PID   end when that process ends
          --worker                run one recipe, for the server itself
          --settings              print the settings as package.json declares them
          --version, --help
        """;

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine(ProgramMode.Serve, null, null, null, "");
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            var takesValue = parts[0] is "--pipe" or "--socket" or "--clientProcessId";
            var value = parts.Length == 2 ? parts[1] : takesValue && i + 1 < arguments.Count ? arguments[++i] : "";
            var number = int.TryParse(value, out var parsed) && parsed > 0 ? parsed : (int?)null;
            switch (parts[0])
            {
                case "--stdio" when parts.Length == 1: break;
                case "--pipe" when value.Length > 0: line = line with { Pipe = value }; break;
                case "--socket" when number is <= 65535: line = line with { Port = number }; break;
                case "--clientProcessId" when number is not null: line = line with { ClientProcessId = number }; break;
                case "--worker" when parts.Length == 1: line = line with { Mode = ProgramMode.Worker }; break;
                case "--version" when parts.Length == 1: line = line with { Mode = ProgramMode.Version }; break;
                case "--help" when parts.Length == 1: line = line with { Mode = ProgramMode.Help }; break;
                case "--settings" when parts.Length == 1: line = line with { Mode = ProgramMode.Settings }; break;
                default: return line with { Mode = ProgramMode.Wrong, Problem = arguments[i] };
            }
        }
        return line;
    }
}
