using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

/// <summary>What <c>gpu: {gpu: …, device: …, sdk: …}</c> is answered from the device list.</summary>
public sealed class DeviceListTests
{
    private static readonly Model Model = SketchText.Read("RELU(f32[1,8]) -> f32[1,8]");

    [Theory]
    [InlineData("gpu=mali-g71 device=SM-G950F sdk=28", VerdictKind.Runs, "takes `SM-G950F` (mali-g71) from Android SDK 24 on")]
    [InlineData("gpu=mali-g71 device=sm-g950f sdk=28", VerdictKind.Runs, "from Android SDK 24 on")]
    [InlineData("gpu=mali-g71 device=SM-G950F sdk=23", VerdictKind.NotJudged, "what it does not name counts as not supported")]
    [InlineData("gpu=mali-g71 device=SM-G950F", VerdictKind.NotJudged, "the recipe names no `sdk`")]
    [InlineData("gpu=mali-g71 device=SM-G950N sdk=28", VerdictKind.FallsBack, "excludes `SM-G950N` (mali-g71) up to Android SDK 28")]
    [InlineData("gpu=mali-g71 device=SM-G950N sdk=29", VerdictKind.NotJudged, "for others it decides device by device")]
    [InlineData("gpu=mali-g71 sdk=28", VerdictKind.NotJudged, "decides mali-g71 device by device")]
    [InlineData("gpu=mali-g71-mp20 sdk=28", VerdictKind.NotJudged, "the core count MP20 changes nothing")]
    [InlineData("gpu=mali-g78-MP10 sdk=29", VerdictKind.Runs, "takes mali-g78 on every device from Android SDK 29 on; the core count MP10 changes nothing")]
    [InlineData("gpu=mali-g78-MP10 sdk=28", VerdictKind.NotJudged, "decides device by device")]
    [InlineData("gpu=mali-g72-mp3 sdk=27", VerdictKind.Runs, "takes mali-g72-mp3 on every device from Android SDK 27 on")]
    [InlineData("gpu=Adreno(TM)-640 sdk=28", VerdictKind.Runs, "takes adreno-640")]
    [InlineData("gpu=mali_g76 sdk=30", VerdictKind.Runs, "takes mali-g76")]
    [InlineData("gpu=powervr-rogue-ge8320 sdk=33", VerdictKind.FallsBack, "excludes powervr-rogue-ge8320")]
    [InlineData("gpu=voodoo-3 sdk=33", VerdictKind.NotJudged, "what the device list of the Android CompatibilityList says about `voodoo-3` is not known here")]
    [InlineData("device=SM-X000 sdk=33", VerdictKind.NotJudged, "give `gpu` beside `device`")]
    public void A_phone_is_answered_from_the_device_list(string options, VerdictKind expected, string sentence)
    {
        var verdict = TargetJudge.Judge(Model, Select(options));
        var answer = Assert.Single(verdict.Model);
        Assert.Equal("gpu.device", answer.Rule);
        Assert.Equal(expected, answer.Kind);
        Assert.Contains(sentence, answer.Sentence, StringComparison.Ordinal);
        // What the list excludes runs on the CPU, operator by operator; anything else leaves the operators' verdicts alone.
        Assert.Equal(expected == VerdictKind.FallsBack ? VerdictKind.FallsBack : VerdictKind.Runs, verdict.Operators[0].Verdict.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu=mali-g71 backend=metal")]
    public void Without_a_phone_there_is_nothing_to_answer(string options) => Assert.Empty(TargetJudge.Judge(Model, Select(options)).Model);

    private static TargetSelection Select(string options) =>
        TargetSelection.Of("gpu", options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('=')).Select(pair => (pair[0], pair[1])).ToArray());
}
