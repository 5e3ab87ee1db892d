using TfNet.Formats.Cifar;

namespace TfNet.Formats.Tests.Idx;

public class CifarFileTests
{
    [Fact]
    public void PlanesBecomeChannelsAndBack()
    {
        byte[] file = new byte[2 * 3073];
        for (int i = 0; i < file.Length; i++)
            file[i] = (byte)(i * 31 + i / 3073);
        (file[0], file[3073]) = (9, 0);
        CifarBatch batch = CifarFile.Read(new MemoryStream(file));
        Assert.Equal([9, 0], batch.Labels);
        Assert.Equal(2 * 32 * 32 * 3, batch.Images.Length);
        // Second image, row 5, column 7: one value from each plane.
        int pixel = 5 * 32 + 7;
        Assert.Equal(
            [file[3074 + pixel], file[3074 + 1024 + pixel], file[3074 + 2048 + pixel]], batch.Images.AsSpan(3072 + 3 * pixel, 3).ToArray());
        var written = new MemoryStream();
        CifarFile.Write(batch, written);
        Assert.Equal(file, written.ToArray());
    }

    [Theory]
    [InlineData(0, 0, "above 0; received 0")]
    [InlineData(3072, 0, "multiple of 3073")]
    [InlineData(3073, 10, "expected a label of 0 to 9; received 10")]
    public void DamagedFilesAreRefused(int bytes, byte label, string reason)
    {
        byte[] file = new byte[bytes];
        if (bytes > 0)
            file[0] = label;
        Assert.Contains(
            reason, Assert.Throws<CifarException>(() => CifarFile.Read(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }
}
