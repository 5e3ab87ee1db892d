using System.Buffers.Binary;
using TfNet.Formats.Images;

namespace TfNet.Formats.Tests.Images;

public class ImageLimitTests
{
    private static readonly byte[] s_jpeg = ImageGoldens.Corpus("samp_420.jpg");
    private static readonly byte[] s_png = ImageGoldens.Corpus("png_rgb8.png");

    [Theory]
    [InlineData("bomb_65500.jpg", "expected at most 89478485 pixels; received 65500 x 65500 = 4290250000")]
    [InlineData("png_bomb.png", "expected sides of at most 65535 pixels; received 100000 x 100000")]
    [InlineData("png_bomb_9500.png", "expected at most 89478485 pixels; received 9500 x 9500 = 90250000")]
    [InlineData("bmp_bomb.bmp", "expected at most 89478485 pixels; received 60000 x 60000")]
    [InlineData("bmp_negative_width.bmp", "expected a width and height of at least 1")]
    [InlineData("gif_bomb.gif", "expected at most 89478485 pixels; received 65535 x 65535")]
    [InlineData("no_eoi.jpg", "truncated: the end marker is missing (at byte 1085)")]
    [InlineData("prog_cut_half.jpg", "JPEG: truncated")]
    [InlineData("bit_errors.jpg", "a marker FFB8 is not allowed here")]
    [InlineData("png_bad_crc_text.png", "the checksum of chunk tEXt is wrong")]
    [InlineData("webp_lossy.webp", "expected JPEG, PNG, BMP or GIF; received WebP: convert it to one of them first")]
    [InlineData("tiff_raw.tif", "received TIFF: convert")]
    [InlineData("ppm_p6.ppm", "received PPM, PGM or PBM: convert")]
    [InlineData("text.jpg", "received the first bytes")]
    [InlineData("empty.png", "received an empty file")]
    public void RefusalsNameFileAndReasonBeforeAnyLargeAllocation(string file, string reason)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageFormatException e = Assert.Throws<ImageFormatException>(() => ImageFile.Load(ImageGoldens.CorpusPath(file)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LimitsOfTheCallerCount()
    {
        Refused(s_jpeg, "at most 1000 pixels", new Limits { MaxImagePixels = 1000 });
        Refused(s_png, "sides of at most 12 pixels", new Limits { MaxImageSide = 12 });
        Refused(s_jpeg, "decoded size of at most 6000 bytes", new Limits { MaxImageBufferBytes = 6000 });
    }

    [Fact]
    public void ScansAreCounted()
    {
        byte[] progressive = ImageGoldens.Corpus("photo_china_prog.jpg");
        Refused(progressive, "expected at most 9 scans", new Limits { MaxJpegScans = 9 });
        int sos = LastIndexOf(progressive, [0xFF, 0xDA]);
        var bomb = new MemoryStream();
        bomb.Write(progressive.AsSpan(..^2));
        for (int i = 0; i < 10_000; i++)
            bomb.Write(progressive.AsSpan(sos..^2));
        bomb.Write([0xFF, 0xD9]);
        Refused(bomb.ToArray(), "expected at most 500 scans");
    }

    [Fact]
    public void LongTextAndProfileChunksAreRefused()
    {
        foreach (string type in new[] { "tEXt", "zTXt", "iTXt", "iCCP" })
        {
            Assert.Equal(11, ImageFile.Decode(WithChunk(type, 65_536)).Width);
            Refused(WithChunk(type, 65_537), $"expected chunk {type} of at most 65536 bytes; received 65537");
        }
    }

    [Fact]
    public void GifFramesOutsideTheScreenEnlargeItWithinTheLimits()
    {
        byte[] gif = ImageGoldens.Corpus("gif_noninterlaced.gif");
        int frame = gif.AsSpan().IndexOf(new byte[] { 0x2C, 0, 0, 0, 0 });
        RgbImage whole = ImageFile.Decode(gif);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(frame + 1), 5);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(frame + 3), 3);
        RgbImage moved = ImageFile.Decode(gif);
        Assert.Equal((35, 23), (moved.Width, moved.Height));
        Assert.Equal(whole.Pixels.AsSpan(0, 90).ToArray(), moved.Pixels.AsSpan((3 * 35 + 5) * 3, 90).ToArray());
        // Uncovered pixels have the palette's first colour.
        Assert.Equal(gif.AsSpan(13, 3).ToArray(), moved.Pixels.AsSpan(0, 3).ToArray());
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(frame + 1), 65_530);
        Refused(gif, "sides of at most 65535");
    }

    [Fact]
    public void EncodersRoundTripAndRefuseWhatTheyCannotWrite()
    {
        RgbImage rgba = ImageFile.Decode(ImageGoldens.Corpus("png_rgba8.png"), ColorMode.Rgba);
        Assert.Equal(rgba.Pixels, ImageFile.Decode(ImageFile.EncodePng(rgba), ColorMode.Rgba).Pixels);
        RgbImage gray = ImageFile.Decode(s_jpeg, ColorMode.Grayscale), rgb = ImageFile.Decode(s_jpeg);
        Assert.Equal(gray.Pixels, ImageFile.Decode(ImageFile.EncodePng(gray), ColorMode.Grayscale).Pixels);
        Assert.Equal(rgb.Pixels, ImageFile.Decode(ImageFile.EncodePng(rgb)).Pixels);
        RgbImage photo = ImageFile.Decode(ImageGoldens.Corpus("photo_china_300.jpg"));
        RgbImage again = ImageFile.Decode(ImageFile.EncodeJpeg(photo));
        double error = photo.Pixels.Zip(again.Pixels, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(error, 0, 3);
        Assert.Equal(1, ImageFile.Decode(ImageFile.EncodeJpeg(gray, 90), ColorMode.Grayscale).Channels);
        Assert.Throws<ArgumentException>(() => ImageFile.EncodeJpeg(rgba));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageFile.EncodeJpeg(rgb, 0));
        Assert.Contains("expected 2 x 2 x 3 bytes; received 11",
            Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, 3, new byte[11])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyThreadsGetTheSamePixels()
    {
        string[] files = ["photo_china_300.jpg", "photo_china_prog.jpg", "photo_coffee.png", "gif.gif", "bmp24.bmp"];
        byte[][] expected = [.. files.Select(f => ImageFile.Load(ImageGoldens.CorpusPath(f)).Pixels)];
        Parallel.For(0, 200, i => Assert.Equal(expected[i % 5], ImageFile.Load(ImageGoldens.CorpusPath(files[i % 5])).Pixels));
    }

    private static byte[] WithChunk(string type, int length)
    {
        byte[] chunk = new byte[12 + length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, length);
        System.Text.Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + length), Crc32.Of(chunk.AsSpan(4, 4), chunk.AsSpan(8, length)));
        return [.. s_png[..33], .. chunk, .. s_png[33..]];
    }

    private static int LastIndexOf(byte[] data, byte[] pattern) => data.AsSpan().LastIndexOf(pattern);

    private static void Refused(byte[] data, string reason, Limits? limits = null) =>
        Assert.Contains(
            reason, Assert.Throws<ImageFormatException>(() => ImageFile.Decode(data, limits: limits)).Message, StringComparison.Ordinal);
}
