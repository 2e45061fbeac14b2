using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Cli.Tests;

/// <summary>The commands that look at models: inspect, compare, extract, dump, assemble.</summary>
public sealed class ModelCommandTests : CommandFixture
{
    private readonly string _digits, _int8, _dynamic;

    public ModelCommandTests()
    {
        _digits = Copy("digits_cnn.tflite", "examples", "quickstart", "digits_cnn.tflite");
        _int8 = Copy("int8.tflite", "tests", "corpus", "tflite", "converter", "tones_dscnn__int8.tflite");
        _dynamic = Copy("dynamic.tflite", "tests", "corpus", "tflite", "converter", "tones_dscnn__dynamic.tflite");
    }

    [Fact]
    public async Task Inspect_shows_ends_operators_sizes_and_facts()
    {
        var (code, output, _) = await Run("inspect", _digits);
        Assert.Equal(0, code);
        foreach (var words in (string[])["7 operators", "1,007,136 multiply-accumulates", "FLOAT32 ?×28×28×1", "in flash 337 KiB (345,136 bytes", "gzip", "signature serving_default(image) → scores",
            "needs runtime 1.5.0 or newer", "metadata  min_runtime_version", "931,392    92 %    38,720        11 %"]) Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Contains("quantized already: INT8 activations", (await Run("inspect", _int8)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_lists_operators_and_tensors_when_asked()
    {
        var (_, output, _) = await Run("inspect", _int8, "--ops", "--tensors");
        Assert.Contains("#2 DEPTHWISE_CONV_2D v3 (t23 INT8[", output, StringComparison.Ordinal);
        Assert.Contains("scales along dimension 3", output, StringComparison.Ordinal);
        Assert.Contains("zero point -128: holds 0 to ", output, StringComparison.Ordinal);
        var (code, json) = await RunJson("inspect", _int8, "--ops", "--tensors");
        Assert.Equal((0, 14, 36), (code, json.GetProperty("operatorList").GetArrayLength(), json.GetProperty("tensorList").GetArrayLength()));
        Assert.Equal(0, json.GetProperty("flash").GetInt64() % 16);
        Assert.Equal(JsonValueKind.Null, (await RunJson("inspect", _digits)).Json.GetProperty("operatorList").ValueKind);
    }

    [Fact]
    public async Task What_is_irregular_is_shown_and_no_reason_to_refuse()
    {
        var text = (await Run("dump", _int8)).Output;
        File.WriteAllText(At("irregular.txt"), text.Replace("zero_points=[-128]", "zero_points=[-1280]", StringComparison.Ordinal));
        Assert.Contains("warning: tensor ", (await Run("assemble", At("irregular.txt"), "-o", At("irregular.tflite"))).Output, StringComparison.Ordinal);
        var (code, json) = await RunJson("inspect", At("irregular.tflite"));
        Assert.Equal((0, "ZeroPoint", "warning"), (code, json.GetProperty("violations")[0].GetProperty("kind").GetString(), json.GetProperty("violations")[0].GetProperty("severity").GetString()));
        Assert.Contains("warning: tensor ", (await Run("inspect", At("irregular.tflite"))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_shows_what_changed_and_what_it_costs()
    {
        var (code, output, _) = await Run("compare", _dynamic, _int8);
        Assert.Equal(0, code);
        foreach (var words in (string[])["minimum runtime", "DEPTHWISE_CONV_2D       4   7,680 → 2,496", "the versions of `CONV_2D` differ", "5 → 3  (CONV_2D #0 ↔ #1", "FLOAT32 → INT8", "× 1.09 (+2,624)"]) Assert.Contains(words, output, StringComparison.Ordinal);
        var (_, json) = await RunJson("compare", _dynamic, _int8);
        Assert.False(json.GetProperty("same").GetBoolean());
        Assert.Equal(new FileInfo(_int8).Length, json.GetProperty("right").GetProperty("bytes").GetInt64());
    }

    /// <summary>The text of a model with one thing changed, as a file.</summary>
    private async Task<string> Changed(string from, string to)
    {
        var text = (await Run("dump", _digits)).Output;
        Assert.Contains(from, text, StringComparison.Ordinal);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(At("changed.txt"), string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length)));
        Assert.Equal(0, (await Run("assemble", At("changed.txt"), "-o", At("changed.tflite"), "--force")).Code);
        return At("changed.tflite");
    }

    [Theory]
    [InlineData("MLIR Converted.", "something else", 0)]
    [InlineData("name=\"model/flatten/Reshape\"", "name=\"x\"", 0)]
    [InlineData("signature key=\"serving_default\"", "signature key=\"other\"", 0)]
    [InlineData("builtin=CONV_2D version=1", "builtin=CONV_2D version=2", 1)]
    [InlineData(".stride_w=1", ".stride_w=2", 1)]
    [InlineData("shape=[12,3,3,1]", "shape=[12,3,1,3]", 1)]
    [InlineData("inputs=[17] outputs=[18]", "inputs=[16] outputs=[18]", 1)]
    public async Task Same_is_0_or_1_whatever_names_and_descriptions_say(string from, string to, int expected)
    {
        var changed = await Changed(from, to);
        var (code, output, _) = await Run("compare", _digits, changed, "--same");
        Assert.Equal(expected, code);
        Assert.StartsWith(expected == 0 ? "the same" : "different: ", output, StringComparison.Ordinal);
        var (jsonCode, json) = await RunJson("compare", _digits, changed, "--same");
        Assert.Equal((expected, expected == 0), (jsonCode, json.GetProperty("same").GetBoolean()));
        Assert.Equal(0, (await Run("compare", _digits, changed)).Code);
    }

    [Fact]
    public async Task Extract_takes_tensors_by_name_or_number_and_writes_a_model_that_runs()
    {
        Assert.Equal(0, (await Run("extract", _digits, "--from", "model/flatten/Reshape", "--to", "17", "-o", At("part.tflite"))).Code);
        var (_, json) = await RunJson("inspect", At("part.tflite"), "--ops");
        Assert.Equal(["FULLY_CONNECTED", "FULLY_CONNECTED"], json.GetProperty("operatorList").EnumerateArray().Select(op => op.GetProperty("op").GetString()));
        using var runtime = NativeTensorFlowLite.Load(File.ReadAllBytes(At("part.tflite")));
        runtime.Invoke();
        Assert.Equal([1, 10], runtime.Outputs[0].Shape);
        // Ends that are left out are the model's own.
        Assert.Equal(0, (await Run("extract", _digits, "-o", At("whole.tflite"))).Code);
        Assert.Equal(0, (await Run("compare", _digits, At("whole.tflite"), "--same")).Code);
    }

    [Fact]
    public async Task Dump_and_assemble_are_inverse()
    {
        var (code, text, _) = await Run("dump", _int8);
        Assert.Equal(0, code);
        Assert.Equal(0, (await Run("dump", _int8, "-o", At("text.txt"))).Code);
        Assert.Equal(text, File.ReadAllText(At("text.txt")));
        Assert.Equal(0, (await Run("assemble", At("text.txt"), "-o", At("again.tflite"))).Code);
        Assert.Equal(text, (await Run("dump", At("again.tflite"))).Output);
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_sentence_with_a_remedy()
    {
        await CheckRefused(["compare", _digits, At("none.tflite")], "does not exist", "check the path");
        await CheckRefused(["extract", _digits, "--from", "Reshape", "-o", At("x.tflite")], "there is no tensor `Reshape`", "there is `model/flatten/Reshape`", "--tensors");
        await CheckRefused(["extract", _digits, "--to", "99", "-o", At("x.tflite")], "there is no tensor 99; the subgraph has 19");
        await CheckRefused(["extract", _digits, "--from", "17", "--to", "12", "-o", At("x.tflite"), "--subgraph", "3"], "there is no subgraph 3");
        await CheckRefused(["extract", _digits, "--from", "12", "--to", "12", "-o", At("x.tflite")], "no operator lies between the tensors", "--ops");
        await CheckRefused(["extract", _digits, "--to", "12"], "--output");
        await CheckRefused(["extract", _digits, "--to", "12", "-o", _int8], "exists", "--force");
        await CheckRefused(["dump", _digits, "-o", At(".")], "is a folder");
        await CheckRefused(["assemble", _digits, "-o", At("x.tflite")], "is not the text of a model: line 1");
        await CheckRefused(["assemble", At("none.txt"), "-o", At("x.tflite")], "optrecipe dump <model> -o none.txt");
        Assert.False(File.Exists(At("x.tflite")));
        Assert.Equal(0, (await Run("extract", _digits, "--to", "12", "-o", _int8, "--force")).Code);
    }

    [Fact]
    public async Task Names_out_of_a_file_cannot_steer_the_terminal()
    {
        var changed = await Changed("name=\"model/flatten/Reshape\"", "name=\"\\u001b[2Jevil\"");
        var (_, output, _) = await Run("inspect", changed, "--ops", "--tensors");
        Assert.Contains("[2Jevil", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }
}
