using Tensorflow.Keras.Engine;
using TfNetZoo.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Networks;

/// <summary>The published parameter counts, at 1000 classes (or the network's own number) and at 5. No weight's values are made.</summary>
[Collection(NetworkCases.Collection)]
public class ParameterCountTests
{
    private static readonly Dictionary<string, long> s_atFive = new()
    {
        ["alexnet_v1"] = 14_591_685,
        ["alexnet_v2"] = 5_797_317,
        ["alexnet"] = 57_024_325,
        ["alexnet_paper"] = 58_301_829,
        ["alexnet_paper_grouped"] = 56_888_709,
        ["zfnet"] = 14_581_317,
        ["zfnet_paper"] = 58_281_093,
        ["zfnet_cs231n"] = 103_551_109,
        ["vgg11"] = 128_786_821,
        ["vgg11_lrn"] = 128_786_821,
        ["vgg13"] = 128_971_333,
        ["vgg16_1x1"] = 129_562_437,
        ["vgg16"] = 134_281_029,
        ["vgg19"] = 139_590_725,
        ["googlenet_aux"] = 10_318_655,
        ["googlenet"] = 5_978_677,
        ["inception_v1_bn_aux"] = 9_960_335,
        ["inception_v1_bn"] = 5_619_589,
        ["resnet18"] = 11_188_677,
        ["resnet34"] = 21_304_261,
        ["resnet34_subclass"] = 21_308_613,
        ["resnet50"] = 23_571_397,
        ["resnet101"] = 42_615_749,
        ["resnet152"] = 58_305_477,
        ["resnext50_32x4d"] = 23_058_373,
        ["resnext101_32x8d"] = 86_955_461,
        ["keras_mobilenet"] = 3_233_989,
        ["mobilenet_v2"] = 2_264_389,
        ["mobilenet_v2_035"] = 315_941,
        ["mobilenet_v2_050"] = 604_469,
        ["mobilenet_v2_075"] = 1_308_789,
        ["mobilenet_v2_130"] = 3_774_373,
        ["mobilenet_v2_140"] = 4_372_677,
        ["mobilenet_v3_large"] = 4_232_837,
        ["mobilenet_v3_small"] = 1_535_093,
        ["vit_b16"] = 85_802_501,
        ["vit_b32"] = 87_459_077,
        ["vit_l16"] = 303_306_757,
        ["vit_l32"] = 305_515_525,
        ["vit_h14"] = 630_771_205,
        ["r50_vit_b16"] = 97_893_957,
    };

    public static TheoryData<string> Networks => [.. ModelRegistry.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Counts(string name)
    {
        keras.backend.clear_session();
        NetworkInfo network = ModelRegistry.Get(name);
        Model model = network.Build();
        Assert.Equal(network.Parameters, model.count_params());
        Assert.Equal(network.Trainable, model.TrainableWeights.Sum(w => w.shape.size));
        if (s_atFive.TryGetValue(name, out long five))
            Assert.Equal(five, network.Build(classes: 5).count_params());
    }

    [Fact]
    public void Every_listed_network_is_registered() =>
        Assert.Equal([], s_atFive.Keys.Except(ModelRegistry.All.Select(n => n.Name)));

    [Fact]
    public void Without_the_top()
    {
        Assert.Equal(21_301_696, ResNets.resnet34(include_top: false).count_params());
        Assert.Equal(23_561_152, ResNets.resnet50(include_top: false).count_params());
        Assert.Equal(42_605_504, ResNets.resnet101(include_top: false).count_params());
        Assert.Equal(15_908_800, ResNet18Cntk.resnet18_cntk(include_top: false).count_params());
        Assert.Equal(2_257_984, MobileNetV2.mobilenet_v2(include_top: false).count_params());
    }

    [Fact]
    public void An_unknown_configuration_is_named() =>
        Assert.Equal("not support model vgg12", Assert.Throws<Tensorflow.AssertionError>(() => Vgg.vgg("vgg12")).Message);
}
