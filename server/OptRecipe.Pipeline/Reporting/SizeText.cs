using OptRecipe.Pipeline.Planning;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>Sizes and shares as people read them; 1 KiB = 1,024 bytes.</summary>
public static class SizeText
{
    /// <summary><c>640 bytes</c>, <c>9.4 KiB</c>, <c>337 KiB</c>, <c>3.3 MiB</c>.</summary>
    public static string Of(long bytes) => bytes switch
    {
        < 1L << 10 => $"{bytes} bytes",
        < 1L << 20 => Of(bytes / 1024.0, "KiB"),
        < 1L << 30 => Of(bytes / 1048576.0, "MiB"),
        _ => Of(bytes / 1073741824.0, "GiB"),
    };

    /// <summary>The word before a size that is forecast.</summary>
    public static string Before(SizeForecast size) => size switch { SizeForecast.AtMost => "at most ", SizeForecast.About => "about ", _ => "" };

    /// <summary>How far a forecast size can be trusted, and why not further.</summary>
    public static string Certainty(SizeForecast size) => size switch
    {
        SizeForecast.AtMost => "at most: ranges that turn out equal make it smaller",
        SizeForecast.About => "about: operators may stay float",
        _ => "exact",
    };

    /// <summary>A share as whole per cent; never 100 % or 0 % unless it is all or nothing.</summary>
    public static string Percent(double share)
    {
        if (share is <= 0 or >= 1) return share <= 0 ? "0 %" : "100 %";
        var percent = Math.Round(share * 100, MidpointRounding.AwayFromZero);
        return percent switch { 0 => "under 1 %", 100 => "over 99 %", _ => $"{percent:0} %" };
    }

    /// <summary><c>1 operator</c>, <c>14 operators</c>.</summary>
    public static string Count(long count, string singular) => count == 1 ? $"1 {singular}" : $"{count:#,0} {singular}s";

    private static string Of(double value, string unit) => value < 10 ? $"{value:0.0} {unit}" : $"{Math.Round(value, MidpointRounding.AwayFromZero):0} {unit}";
}
