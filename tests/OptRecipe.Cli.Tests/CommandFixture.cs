using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Cli.Tests;

/// <summary>A folder of its own, and the command line run in this process.</summary>
public abstract class CommandFixture : IDisposable
{
    /// <summary>The user's cache is not ours to fill.</summary>
    static CommandFixture() => Environment.SetEnvironmentVariable("OPTRECIPE_CACHE", Path.Combine(Path.GetTempPath(), $"optrecipe-cache-{Environment.ProcessId}"));

    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string At(string name) => Path.Combine(_folder, name);

    /// <summary>A file of the checkout, copied into the folder.</summary>
    protected string Copy(string name, params string[] parts)
    {
        File.Copy(SharedFolder.InRepository(parts), At(name));
        return At(name);
    }

    protected static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command with <c>--json</c>: exactly one object on its output, of the command's schema as far as names and kinds of members go.</summary>
    protected static async Task<(int Code, JsonElement Json)> RunJson(string command, params string[] args)
    {
        var (code, output, _) = await Run([command, .. args, "--json"]);
        var json = JsonDocument.Parse(output).RootElement;
        using var schema = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("schemas", "cli", command + ".schema.json")));
        SchemaCheck.Check(json, schema.RootElement, "$");
        return (code, json);
    }

    /// <summary>Exit code 2, nothing on the output, and one sentence that holds these words.</summary>
    protected static async Task CheckRefused(string[] args, params string[] words)
    {
        var (code, output, error) = await Run(args);
        Assert.Equal((2, ""), (code, output));
        Assert.InRange(error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        foreach (var word in words) Assert.Contains(word, error, StringComparison.Ordinal);
    }
}
