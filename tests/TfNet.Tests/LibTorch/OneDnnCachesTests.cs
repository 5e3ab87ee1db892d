using TfNet.LibTorch;

namespace TfNet.Tests.LibTorch;

public unsafe class OneDnnCachesTests
{
    [Fact]
    public void Sizes_of_one_byte_become_plausible_and_nothing_else_changes()
    {
        uint[] cores = [2, 1], others = new uint[7];
        uint[] memory = [1, 1, 1, 0, .. cores, 1, 1, 1, .. others, 1, 1, 1, .. others, 3, 1, 1];
        uint[] before = [.. memory];
        fixed (uint* p = memory)
            Assert.True(OneDnnCaches.Correct(p, p + memory.Length));
        Assert.InRange(memory[6], 16u << 10, 1u << 20);
        Assert.InRange(memory[7], 128u << 10, 64u << 20);
        Assert.InRange(memory[8], 1u << 20, 256u << 20);
        Assert.Equal(before[..6], memory[..6]);
        Assert.Equal(before[9..], memory[9..]);
    }

    [Fact]
    public void Known_sizes_stay()
    {
        uint[] others = new uint[7];
        uint[] memory = [32 << 10, 512 << 10, 4 << 20, .. others, 1, 1, 8, .. others, 3];
        uint[] before = [.. memory];
        fixed (uint* p = memory)
            Assert.False(OneDnnCaches.Correct(p, p + memory.Length));
        Assert.Equal(before, memory);
    }
}
