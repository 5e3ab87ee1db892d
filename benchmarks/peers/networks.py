"""The networks of the comparison as a PyTorch user writes them: same layers, widths and paddings as TfNetZoo's, logits out.

Dropout is left out everywhere, as `Throughput --no-dropout` leaves it out.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F


def conv(i, o, k, s=1, p=0):
    return nn.Sequential(nn.Conv2d(i, o, k, s, p), nn.ReLU(inplace=True))


def alex(pad, c, dense, classes):
    features = [] if pad is None else [nn.ZeroPad2d(pad)]
    features += [conv(3, c[0], 11, 4, 0 if pad else 2), nn.MaxPool2d(3, 2), conv(c[0], c[1], 5, 1, 2), nn.MaxPool2d(3, 2),
                 conv(c[1], c[2], 3, 1, 1), conv(c[2], c[3], 3, 1, 1), conv(c[3], c[4], 3, 1, 1), nn.MaxPool2d(3, 2)]
    return nn.Sequential(*features, nn.Flatten(), nn.Linear(c[4] * 36, dense), nn.ReLU(inplace=True),
                         nn.Linear(dense, dense), nn.ReLU(inplace=True), nn.Linear(dense, classes))


def vgg16(classes):
    layers, channels = [], 3
    for token in "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M".split():
        if token == "M":
            layers.append(nn.MaxPool2d(2, 2))
        else:
            layers.append(conv(channels, int(token), 3, 1, 1))
            channels = int(token)
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(512 * 49, 4096), nn.ReLU(inplace=True),
                         nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, classes))


class Inception(nn.Module):
    def __init__(self, i, c1, r3, c3, r5, c5, pool):
        super().__init__()
        self.a = conv(i, c1, 1)
        self.b = nn.Sequential(conv(i, r3, 1), conv(r3, c3, 3, 1, 1))
        self.c = nn.Sequential(conv(i, r5, 1), conv(r5, c5, 5, 1, 2))
        self.d = nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(i, pool, 1))

    def forward(self, x):
        return torch.cat([self.a(x), self.b(x), self.c(x), self.d(x)], 1)


class GoogLeNet(nn.Module):
    """Without batch norm and side heads."""

    BLOCKS = [(64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), None,
              (192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64),
              (112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128), None,
              (256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)]

    def __init__(self, classes):
        super().__init__()
        layers = [conv(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, ceil_mode=True), conv(64, 64, 1), conv(64, 192, 3, 1, 1),
                  nn.MaxPool2d(3, 2, ceil_mode=True)]
        channels = 192
        for block in self.BLOCKS:
            if block is None:
                layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
            else:
                layers.append(Inception(channels, *block))
                channels = block[0] + block[2] + block[4] + block[5]
        self.features = nn.Sequential(*layers)
        self.head = nn.Linear(1024, classes)

    def forward(self, x):
        return self.head(torch.flatten(F.avg_pool2d(self.features(x), 7, 1), 1))


def without_dropout(model):
    for name, child in model.named_children():
        if isinstance(child, nn.Dropout):
            setattr(model, name, nn.Identity())
        else:
            without_dropout(child)
    return model


def build(name, classes=1000):
    if name == "alexnet_v1":
        return alex((1, 2, 1, 2), (48, 128, 192, 192, 128), 2048, classes)
    if name == "alexnet":
        return alex(None, (64, 192, 384, 256, 256), 4096, classes)
    if name == "vgg16":
        return vgg16(classes)
    if name == "googlenet":
        return GoogLeNet(classes)
    import torchvision.models as models
    torchvision_names = {"resnet50": "resnet50", "mobilenet_v2": "mobilenet_v2", "vit_b16": "vit_b_16"}
    if name not in torchvision_names:
        raise SystemExit(f"{name}: no PyTorch form; known are alexnet_v1, alexnet, vgg16, googlenet, {', '.join(torchvision_names)}")
    return without_dropout(getattr(models, torchvision_names[name])(weights=None, num_classes=classes))
