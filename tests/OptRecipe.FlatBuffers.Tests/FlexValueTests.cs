namespace OptRecipe.FlatBuffers.Tests;

public sealed class FlexValueTests
{
    // Written by the format's own library: options of TFLite_Detection_PostProcess, eight bytes wide.
    private const string Options =
        "6d61785f646574656374696f6e73006d61785f636c61737365735f7065725f646574656374696f6e00646574656374696f6e735f7065725f636c617373006e756d5f636c6173736573006e" +
        "6d735f73636f72655f7468726573686f6c64006e6d735f696f755f7468726573686f6c6400795f7363616c6500785f7363616c6500685f7363616c6500775f7363616c65007573655f7265" +
        "67756c61725f6e6d73000b782294a4475c691821323b000000000f0000000000000001000000000000000b0000000000000064000000000000000000000000001440010000000000000005" +
        "00000000000000000000000000e03f9a9999999999b93f01000000000000000100000000000000000000000000144000000000000024400000000000002440070f07070f0f076b0f0f0f63" +
        "2701";

    [Fact]
    public void A_map_gives_its_values_by_key()
    {
        var map = FlexValue.Root(Convert.FromHexString(Options));
        Assert.Equal(11, map.Count);
        Assert.Equal(5, map["max_detections"].Int32);
        Assert.Equal(100, map["detections_per_class"].Int32);
        Assert.Equal(0.1f, map["nms_score_threshold"].Single);
        Assert.Equal(10f, map["x_scale"].Single);
        Assert.Equal(5, map["h_scale"].Int32);
        Assert.True(map["use_regular_nms"].IsTrue);
        Assert.True(map["nms"].IsNull);
        Assert.Equal(0, map["nms"].Int32);
    }

    [Fact]
    public void Vectors_texts_and_indirect_numbers_are_read()
    {
        var vector = FlexValue.Root(Convert.FromHexString("0301FE04032C01"));
        Assert.Equal((3, 1, -2, 4), (vector.Count, vector[0].Int32, vector[1].Int32, vector[2].Int32));
        Assert.Throws<ArgumentOutOfRangeException>(() => vector[3].Int32);
        Assert.Equal("SAME", FlexValue.Root(Convert.FromHexString("0453414D4500051401")).Text);
        Assert.Equal(300, FlexValue.Root(Convert.FromHexString("2C01021901")).Int32);
        Assert.Equal(2.5f, FlexValue.Root(Convert.FromHexString("000020400E04")).Single);
        Assert.Equal(-7, FlexValue.Root(Convert.FromHexString("F90401")).Int32);
        Assert.Equal("", FlexValue.Root(Convert.FromHexString("F90401")).Text);
        Assert.Equal(0, FlexValue.Root(Convert.FromHexString("F90401")).Count);
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_is_read_or_refused()
    {
        var bytes = Convert.FromHexString(Options);
        for (var length = 0; length < bytes.Length; length++) ReadAll(bytes[..length]);
        for (var at = 0; at < bytes.Length; at++)
            foreach (var value in (byte[])[0, 1, 3, 0x7F, 0xFF])
            {
                var changed = bytes.ToArray();
                changed[at] = value;
                ReadAll(changed);
            }
    }

    private static void ReadAll(byte[] bytes)
    {
        try
        {
            var map = FlexValue.Root(bytes);
            for (var index = 0; index < map.Count; index++) Read(map[index]);
            foreach (var key in (string[])["max_detections", "nms_iou_threshold", "use_regular_nms", "w_scale"]) Read(map[key]);
        }
        catch (FlatBufferException)
        {
        }
    }

    private static void Read(FlexValue value) => _ = (value.Int32, value.Single, value.IsTrue, value.Text, value.Count);
}
