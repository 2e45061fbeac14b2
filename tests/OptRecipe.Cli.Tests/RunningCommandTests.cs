using System.Text.Json;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Kernels;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Cli.Tests;

/// <summary>The commands that run a model: invoke, profile, operators.</summary>
public sealed class RunningCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
    private readonly string _model;

    public RunningCommandTests()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Int16, 1, 4);
        var model = builder.Output(builder.Add(BuiltinOperator.Reshape, "y", TensorType.Int16, [2, 2], [x, builder.Constant<int>("s", TensorType.Int32, [2], [2, 2])])).Build();
        _model = At("m.tflite");
        using var stream = File.Create(_model);
        ModelWriter.Write(model, stream);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string Arrays(params (string Name, NumPyArray Array)[] arrays)
    {
        using var stream = File.Create(At("in.npz"));
        NpzArchive.Write(stream, arrays.Select(row => KeyValuePair.Create(row.Name, row.Array)));
        return At("in.npz");
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static async Task<JsonElement> RunJson(string command, params string[] args)
    {
        var (code, output, _) = await Run([command, .. args, "--json"]);
        Assert.Equal(0, code);
        var json = JsonDocument.Parse(output).RootElement;
        using var schema = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("schemas", "cli", command + ".schema.json")));
        SchemaCheck.Check(json, schema.RootElement, "$");
        return json;
    }

    [Fact]
    public async Task Invoke_writes_the_outputs_of_all_samples()
    {
        var inputs = Arrays(("x", new(new('i', 2), [3, 4], [.. Enumerable.Range(0, 24).Select(value => (byte)value)])));
        foreach (var runtime in new[] { "litert-2.3", "tflite-2.9", "tflite-micro" })
        {
            var (code, output, error) = await Run("invoke", _model, "--inputs", inputs, "--outputs", At("out.npz"), "--runtime", runtime, "--kernels", "reference", "--threads", "2");
            Assert.Equal((0, "out0 INT16[6,2]", ""), (code, output.TrimEnd(), error));
            var results = NumPyFile.ReadArchive(At("out.npz"));
            Assert.Equal(Enumerable.Range(0, 24).Select(value => (byte)value), results["out0"].Bytes);
        }
    }

    /// <summary>A layer with state over four invocations, as the corpus has it; with the state reset every sample answers as the first invocation would.</summary>
    [Theory]
    [InlineData("svdf", "d_q_rank1.int8", 4)]
    [InlineData("lstm", "d_q_layer_norm.int8", 2)]
    public async Task Invoke_resets_state_between_samples_unless_told_to_keep_it(string folder, string name, int steps)
    {
        var model = SharedFolder.InRepository("tests", "corpus", "kernels", folder, name + ".tflite");
        var stored = NumPyFile.ReadArchive(Path.ChangeExtension(model, ".npz"));
        var inputs = Arrays(("in0", Stack(step => stored[$"{step}in0"])));
        Assert.Equal(0, (await Run("invoke", model, "--inputs", inputs, "--outputs", At("kept.npz"), "--keep-state")).Code);
        Assert.Equal(Stack(step => stored[$"{step}ref0"]).Bytes, NumPyFile.ReadArchive(At("kept.npz"))["out0"].Bytes);
        Assert.Equal(0, (await Run("invoke", model, "--inputs", inputs, "--outputs", At("reset.npz"))).Code);
        var reset = NumPyFile.ReadArchive(At("reset.npz"))["out0"].Bytes;
        var first = stored["ref0"].Bytes;
        Assert.Equal(first, reset[..first.Length]);
        Assert.NotEqual(NumPyFile.ReadArchive(At("kept.npz"))["out0"].Bytes, reset);

        NumPyArray Stack(Func<string, NumPyArray> of)
        {
            var parts = Enumerable.Range(0, steps).Select(step => of(step == 0 ? "" : $"s{step}_")).ToArray();
            return new(parts[0].Type, [steps, .. parts[0].Shape], [.. parts.SelectMany(part => part.Bytes)]);
        }
    }

    [Fact]
    public async Task Invoke_takes_a_single_array()
    {
        using (var stream = File.Create(At("x.npy"))) NpyFile.Write(stream, new(new('i', 2), [1, 4], new byte[8]));
        Assert.Equal(0, (await Run("invoke", _model, "--inputs", At("x.npy"), "--outputs", At("deeper/out.npz"))).Code);
        Assert.Equal([2, 2], NumPyFile.ReadArchive(At("deeper/out.npz"))["out0"].Shape);
    }

    [Theory]
    [InlineData("does not exist", "none.npz", "out.npz")]
    [InlineData("is a folder", ".", "out.npz")]
    [InlineData("is not read", "m.tflite", "out.npz")]
    [InlineData("neither `x` nor `in0`", "in.npz", "out.npz")]
    [InlineData("is read; name another file", "in.npz", "m.tflite")]
    [InlineData("is read; name another file", "in.npz", "in.npz")]
    [InlineData("is a folder", "in.npz", ".")]
    public async Task Invoke_refuses_files_in_one_sentence_and_writes_nothing(string words, string inputs, string outputs)
    {
        Arrays(("z", new(new('i', 2), [1, 4], new byte[8])));
        var model = File.ReadAllBytes(_model);
        var (code, output, error) = await Run("invoke", _model, "--inputs", At(inputs), "--outputs", At(outputs));
        Assert.Equal((2, "", 1), (code, output, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out.npz")));
        Assert.Equal(model, File.ReadAllBytes(_model));
    }

    [Theory]
    [InlineData("--runtime", "tflite-9")]
    [InlineData("--kernels", "slow")]
    [InlineData("--threads", "0")]
    [InlineData("--threads", "many")]
    public async Task Invoke_names_wrong_options(string option, string value) =>
        Assert.Equal(2, (await Run("invoke", _model, "--inputs", At("in.npz"), "--outputs", At("out.npz"), option, value)).Code);

    [Fact]
    public async Task A_model_that_does_not_run_is_code_5()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Int16, 1, 4);
        using (var stream = File.Create(_model)) ModelWriter.Write(builder.Output(builder.Add(BuiltinOperator.Delegate, "y", TensorType.Int16, [4], [x])).Build(), stream);
        var inputs = Arrays(("x", new(new('i', 2), [1, 4], new byte[8])));
        foreach (var args in new string[][] { ["invoke", _model, "--inputs", inputs, "--outputs", At("out.npz")], ["profile", _model] })
        {
            var (code, _, error) = await Run(args);
            Assert.Equal(5, code);
            Assert.Contains("DELEGATE", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Profile_tells_times_by_operator_and_that_they_are_not_the_targets()
    {
        var json = await RunJson("profile", _model, "--runs", "3", "--threads", "2");
        Assert.Equal(["host", "threads", "medianMs", "minMs", "operators"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((2, "RESHAPE"), (json.GetProperty("threads").GetInt32(), json.GetProperty("operators")[0].GetProperty("op").GetString()));
        var (_, output, _) = await Run("profile", _model, "--runs", "1");
        Assert.Contains("not the target's latency", output, StringComparison.Ordinal);
        Assert.Equal(2, (await Run("profile", _model, "--runs", "0")).Code);
    }

    [Fact]
    public async Task Operators_are_listed_with_the_reason_why_they_are_left_out()
    {
        var rows = (await RunJson("operators")).GetProperty("operators").EnumerateArray().ToDictionary(row => row.GetProperty("op").GetString()!);
        Assert.True(rows["RESHAPE"].GetProperty("runs").GetBoolean());
        Assert.Equal(OperatorCoverage.All.Count, rows.Count);
        Assert.All(rows.Values, row => Assert.Equal(row.GetProperty("runs").GetBoolean(), row.GetProperty("reason").ValueKind == JsonValueKind.Null));
        Assert.Contains("builtin operators run", (await Run("operators")).Output, StringComparison.Ordinal);
    }
}
